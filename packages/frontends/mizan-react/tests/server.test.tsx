// @vitest-environment node
import { describeRendering } from "../../mizan-base/tests/pages";
import { render } from "../src/server";
import { useCards, useCounts } from "./client.gen";

function Page({ board_id }: { board_id: number }) {
  const { data, status } = useCards({ board_id });
  const { data: counts } = useCounts({ board_id });
  return (
    <>
      <p>{data?.map(({ title }) => title).join() ?? status}</p>
      <p>{counts?.total}</p>
    </>
  );
}

describeRendering((board_id, data) => render(Page, { board_id }, data));
