/** One page, written with Mizan and with TanStack Query: a list, its counts, a button for each call. */
import {
  createClient,
  createMutation,
  createRead,
  MizanProvider,
  type ReadResult,
} from "@mizan/react";
import { QueryClient, QueryClientProvider, useMutation, useQuery } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";

interface Card {
  readonly id: number;
  readonly title: string;
}
interface Counts {
  readonly total: number;
}
interface Board {
  readonly cards: readonly Card[] | undefined;
  readonly counts: Counts | undefined;
  add(title: string): void;
  clear(): void;
}

function Page({ useBoard }: { useBoard: () => Board }) {
  const { cards, counts, add, clear } = useBoard();
  return (
    <main>
      <button type="button" id="add" onClick={() => add("New")} />
      <button type="button" id="clear" onClick={clear} />
      <p id="counts">{counts?.total}</p>
      <ul>
        {cards?.map(({ id, title }) => (
          <li key={id}>{title}</li>
        ))}
      </ul>
    </main>
  );
}

const root = createRoot(document.getElementById("root") as HTMLElement);

function showMizan() {
  const client = createClient({ base: "/api/mizan/", build: "" });
  const board = { name: "board", params: {} };
  const useCards = createRead<object, Record<string, never>, "cards">(board, "cards");
  const useCounts = createRead<object, Record<string, never>, "counts">(board, "counts");
  const useAdd = createMutation<{ title: string }, unknown, Error>({ name: "add" });
  const useClear = createMutation<object, unknown, Error>({ name: "clear" });
  const useBoard = (): Board => {
    const cards = useCards() as ReadResult<unknown>;
    const counts = useCounts() as ReadResult<unknown>;
    const { mutate: add } = useAdd();
    const { mutate: clear } = useClear();
    return {
      cards: cards.data as Card[] | undefined,
      counts: counts.data as Counts | undefined,
      add: (title) => void add({ title }),
      clear: () => void clear(),
    };
  };
  root.render(
    <MizanProvider client={client}>
      <Page useBoard={useBoard} />
    </MizanProvider>,
  );
}

async function ask<Value>(path: string, body?: unknown): Promise<Value> {
  const sent = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  return (await fetch(`/rest/${path}`, sent || {})).json();
}

/** `isByHand`: the answer is put into the cache by the page's own code, where it holds enough. */
function showTanstack(isByHand: boolean) {
  const client = new QueryClient();
  const invalidate = () => client.invalidateQueries();
  function put({ card, counts }: { card: Card; counts: Counts }) {
    client.setQueryData<Card[]>(["cards"], (cards = []) => [...cards, card]);
    client.setQueryData(["counts"], counts);
  }
  const useBoard = (): Board => {
    const cards = useQuery({ queryKey: ["cards"], queryFn: () => ask<Card[]>("cards") });
    const counts = useQuery({ queryKey: ["counts"], queryFn: () => ask<Counts>("counts") });
    const add = useMutation({
      mutationFn: (title: string) => ask<{ card: Card; counts: Counts }>("cards", { title }),
      onSuccess: isByHand ? put : invalidate,
    });
    const clear = useMutation({ mutationFn: () => ask("clear", {}), onSuccess: invalidate });
    return { cards: cards.data, counts: counts.data, add: add.mutate, clear: clear.mutate };
  };
  root.render(
    <QueryClientProvider client={client}>
      <Page useBoard={useBoard} />
    </QueryClientProvider>,
  );
}

const which = new URLSearchParams(location.search).get("with");
if (which === "mizan") showMizan();
else showTanstack(which === "tanstack-by-hand");
