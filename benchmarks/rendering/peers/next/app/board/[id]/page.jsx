import { Board } from "./board";
import { rows } from "./rows";

export const dynamic = "force-dynamic";

export default function Page() {
  return <Board rows={rows} done={17} total={50} />;
}
