/**
 * One list of rows and one mutation, written with each library as its documentation shows it: a
 * click changes a row on the server, and its answer changes the list without a second request.
 */
import { ApolloClient, ApolloLink, gql, InMemoryCache, Observable } from "@apollo/client";
import {
  ApolloProvider,
  useMutation as useApolloMutation,
  useQuery as useApolloQuery,
} from "@apollo/client/react";
import { createClient, createMutation, createRead, MizanProvider } from "@mizan/react";
import { nanoquery } from "@nanostores/query";
import { useStore } from "@nanostores/react";
import { configureStore } from "@reduxjs/toolkit";
import { createApi } from "@reduxjs/toolkit/query/react";
import { QueryClient, QueryClientProvider, useMutation, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Provider } from "react-redux";
import useSWR, { SWRConfig, useSWRConfig } from "swr";

export interface Row {
  readonly id: number;
  readonly title: string;
  readonly isDone: boolean;
}

/** The server: how often it was asked, and what it has. */
export interface Origin {
  read(): Promise<Row[]>;
  edit(row: Row): Promise<Row>;
}

/** A list that is read, and what changes one row of it. */
export interface Hook {
  readonly rows: readonly Row[] | undefined;
  readonly edit: (row: Row) => void;
  /** Reads the list again. */
  readonly refetch: () => void;
}

export interface Contender {
  readonly name: string;
  /** What a page that does this imports. */
  readonly imports: string;
  make(origin: Origin): { wrap(children: ReactNode): ReactNode; useRows(): Hook };
}

const replaced = (rows: readonly Row[] = [], row: Row) =>
  rows.map((other) => (other.id === row.id ? row : other));

const mizan: Contender = {
  name: "Mizan",
  imports: `export { createClient, MizanProvider, MizanError, createProvider, createRead, createBundle, createMutation } from "@mizan/react";`,
  make(origin) {
    const headers = { "X-Mizan-Who": "who", "X-Mizan-Build": "b" };
    const entry = { context: "list", params: {}, slot: "rows", op: "upsert", key: "id" };
    async function answer(url: string, { body }: RequestInit) {
      if (url.includes("session")) return { csrf: "token", idempotency: false };
      if (!body) return { rows: await origin.read() };
      return { result: await origin.edit(JSON.parse(String(body)).args), merge: [entry] };
    }
    const client = createClient({
      base: "/",
      build: "b",
      fetch: async (url, init) => {
        const body = await answer(url, init);
        // Already parsed: what JSON costs is the same for everybody and not the question.
        return {
          ok: true,
          status: 200,
          headers: new Headers(headers),
          json: async () => body,
        } as never;
      },
    });
    const useList = createRead<object, { rows: Row[] }, "rows">(
      { name: "list", params: {} },
      "rows",
    );
    const useEdit = createMutation<Row, Row, never>({ name: "edit" } as never);
    return {
      wrap: (children) => <MizanProvider client={client}>{children}</MizanProvider>,
      useRows() {
        const { mutate } = useEdit();
        const { data: rows, refetch } = useList();
        return { rows, edit: mutate as (row: Row) => void, refetch };
      },
    };
  },
};

/** The other usual way: read again what a call has changed. */
const tanstackInvalidating: Contender = {
  name: "TanStack Query, invalidateQueries",
  imports: `export { QueryClient, QueryClientProvider, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";`,
  make(origin) {
    const client = new QueryClient();
    return {
      wrap: (children) => <QueryClientProvider client={client}>{children}</QueryClientProvider>,
      useRows() {
        const { data, refetch } = useQuery({ queryKey: ["rows"], queryFn: () => origin.read() });
        const { mutate } = useMutation({
          mutationFn: (row: Row) => origin.edit(row),
          onSuccess: () => client.invalidateQueries({ queryKey: ["rows"] }),
        });
        return { rows: data, edit: mutate, refetch };
      },
    };
  },
};

const tanstack: Contender = {
  name: "TanStack Query",
  imports: `export { QueryClient, QueryClientProvider, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";`,
  make(origin) {
    const client = new QueryClient();
    return {
      wrap: (children) => <QueryClientProvider client={client}>{children}</QueryClientProvider>,
      useRows() {
        const { data, refetch } = useQuery({ queryKey: ["rows"], queryFn: () => origin.read() });
        const { mutate } = useMutation({
          mutationFn: (row: Row) => origin.edit(row),
          onSuccess: (row) =>
            client.setQueryData<Row[]>(["rows"], (rows) => replaced(rows, row) as Row[]),
        });
        return { rows: data, edit: mutate, refetch };
      },
    };
  },
};

const swr: Contender = {
  name: "SWR",
  imports: `export { default, SWRConfig, useSWRConfig } from "swr"; export { default as useSWRMutation } from "swr/mutation";`,
  make(origin) {
    return {
      wrap: (children) => <SWRConfig value={{ provider: () => new Map() }}>{children}</SWRConfig>,
      useRows() {
        const { data, mutate: revalidate } = useSWR("rows", () => origin.read());
        const { mutate } = useSWRConfig();
        const edit = (row: Row) =>
          void mutate("rows", origin.edit(row), {
            populateCache: (changed: Row, rows?: readonly Row[]) => replaced(rows, changed),
            revalidate: false,
          });
        return { rows: data, edit, refetch: () => void revalidate() };
      },
    };
  },
};

const swrRevalidating: Contender = {
  name: "SWR, revalidating",
  imports: swr.imports,
  make(origin) {
    return {
      wrap: (children) => <SWRConfig value={{ provider: () => new Map() }}>{children}</SWRConfig>,
      useRows() {
        const { data, mutate } = useSWR("rows", () => origin.read());
        return {
          rows: data,
          edit: (row) => void origin.edit(row).then(() => mutate()),
          refetch: () => void mutate(),
        };
      },
    };
  },
};

const redux: Contender = {
  name: "RTK Query",
  imports: `export { configureStore } from "@reduxjs/toolkit"; export { createApi, fetchBaseQuery } from "@reduxjs/toolkit/query/react"; export { Provider } from "react-redux";`,
  make(origin) {
    const api = createApi({
      baseQuery: async () => ({ data: undefined }),
      endpoints: (build) => ({
        rows: build.query<Row[], void>({ queryFn: async () => ({ data: await origin.read() }) }),
        edit: build.mutation<Row, Row>({
          queryFn: async (row) => ({ data: await origin.edit(row) }),
          async onQueryStarted(_, { dispatch, queryFulfilled }) {
            const { data: row } = await queryFulfilled;
            dispatch(
              api.util.updateQueryData("rows", undefined, (rows) => {
                const index = rows.findIndex(({ id }) => id === row.id);
                rows[index] = row;
              }),
            );
          },
        }),
      }),
    });
    const store = configureStore({
      reducer: { [api.reducerPath]: api.reducer },
      // The checks of development walk all rows after every action; production has none.
      middleware: (defaults) =>
        defaults({ immutableCheck: false, serializableCheck: false }).concat(api.middleware),
    });
    return {
      wrap: (children) => <Provider store={store}>{children}</Provider>,
      useRows() {
        const { data, refetch } = api.useRowsQuery();
        const [edit] = api.useEditMutation();
        return { rows: data, edit: (row) => void edit(row), refetch };
      },
    };
  },
};

const ROWS = gql`
  query Rows {
    rows {
      id
      title
      isDone
    }
  }
`;
const EDIT = gql`
  mutation Edit($id: Int!, $title: String!, $isDone: Boolean!) {
    edit(id: $id, title: $title, isDone: $isDone) {
      id
      title
      isDone
    }
  }
`;

const apollo: Contender = {
  name: "Apollo Client",
  imports: `export { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client"; export { ApolloProvider, useMutation, useQuery } from "@apollo/client/react";`,
  make(origin) {
    const typed = (row: Row) => ({ __typename: "Row", ...row });
    const link = new ApolloLink(
      ({ operationName, variables }) =>
        new Observable((observer) => {
          const answer =
            operationName === "Rows"
              ? origin.read().then((rows) => ({ rows: rows.map(typed) }))
              : origin.edit(variables as Row).then((row) => ({ edit: typed(row) }));
          void answer.then((data) => {
            observer.next({ data });
            observer.complete();
          });
        }),
    );
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    return {
      wrap: (children) => <ApolloProvider client={client}>{children}</ApolloProvider>,
      useRows() {
        const { data, refetch } = useApolloQuery<{ rows: Row[] }>(ROWS);
        const [edit] = useApolloMutation(EDIT);
        return { rows: data?.rows, edit: (row) => void edit({ variables: { ...row } }), refetch };
      },
    };
  },
};

const nanostores: Contender = {
  name: "nanostores/query",
  imports: `export { nanoquery } from "@nanostores/query"; export { useStore } from "@nanostores/react";`,
  make(origin) {
    const [createFetcherStore, createMutatorStore] = nanoquery({ fetcher: () => origin.read() });
    const $rows = createFetcherStore<Row[]>(["rows"]);
    const $edit = createMutatorStore<Row>(async ({ data, getCacheUpdater }) => {
      const row = await origin.edit(data);
      const [update, rows] = getCacheUpdater<Row[]>("rows", false);
      update(replaced(rows, row) as Row[]);
    });
    return {
      wrap: (children) => children,
      useRows() {
        const { data } = useStore($rows);
        const { mutate } = useStore($edit);
        return { rows: data, edit: (row) => void mutate(row), refetch: () => $rows.revalidate() };
      },
    };
  },
};

export const CONTENDERS = [mizan, tanstack, swr, redux, apollo, nanostores];
/** The same pages where an answer makes them read again. */
export const REREADING = [tanstackInvalidating, swrRevalidating];
