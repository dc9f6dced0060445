import type { Client } from "../client";
import type { ContextDescriptor } from "../descriptors";
import type { MizanError } from "../errors";
import { placeOf, type Values } from "../params";
import type { View } from "../read";
import type { ContextHandle } from "../store";
import { createTopic } from "../topic";

/** How the pages of a context follow each other. */
export interface InfiniteOptions<Params, Page, Param extends keyof Params> {
  /** The param that says which page. */
  readonly pageParam: Param;
  readonly initialPageParam: Params[Param];
  /** The param of the page after these; `null` or nothing: there is none. */
  readonly getNextPageParam: (
    lastPage: Page,
    pages: readonly Page[],
    lastPageParam: Params[Param],
  ) => Params[Param] | null | undefined;
}

/** What a component sees of pages that follow each other. */
export interface InfiniteResult<Page, PageParam> {
  readonly data:
    | { readonly pages: readonly Page[]; readonly pageParams: readonly PageParam[] }
    | undefined;
  readonly status: "loading" | "success" | "error";
  readonly error: MizanError | undefined;
  readonly isLoading: boolean;
  readonly isFetching: boolean;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  /** Reads one page more; nothing while one is under way or there is none. */
  readonly fetchNextPage: () => void;
  /** Reads all pages again. */
  readonly refetch: () => void;
}

interface OpenPage {
  readonly path: string;
  readonly param: unknown;
  readonly handle: ContextHandle<Values>;
  readonly end: () => void;
}

/**
 * Pages of one slot, each an instance of its own: what a call merges or invalidates reaches every page
 * that is open, and a page that has moved its cursor moves the next one.
 */
export function createInfiniteView<
  Params,
  Bundle,
  Slot extends keyof Bundle,
  Param extends keyof Params,
>(
  client: Client,
  context: ContextDescriptor<Params, Bundle>,
  params: Omit<Params, Param>,
  slot: Slot,
  options: InfiniteOptions<Params, Bundle[Slot], Param>,
): View<InfiniteResult<Bundle[Slot], Params[Param]>> {
  type Page = Bundle[Slot];
  type Result = InfiniteResult<Page, Params[Param]>;
  const { pageParam, initialPageParam, getNextPageParam } = options;
  const { emit, subscribe, isHeard } = createTopic(start);
  const open: OpenPage[] = [];
  let wanted = 1;
  let result: Result | undefined;
  let isTurning = false;

  const paramsOf = (param: unknown) => ({ ...params, [pageParam]: param }) as Params & object;
  const handleOf = (param: unknown) =>
    client.registerContext(context as ContextDescriptor<object, Values>, paramsOf(param));

  function start() {
    turn();
    return () => {
      for (const { end } of open.splice(0)) end();
    };
  }

  /** Follows the pages that are wanted, each found by the one before it. */
  function turn() {
    if (isTurning) return;
    isTurning = true;
    const { places } = walk(isHeard());
    for (const { end } of open.splice(places)) end();
    isTurning = false;
  }

  /** From page to page, as far as data says. */
  function walk(isFollowing: boolean) {
    const pages: Page[] = [];
    const pageParams: Params[Param][] = [];
    let next: Params[Param] | null | undefined = initialPageParam;
    let places = 0;
    let error: MizanError | undefined;
    let isFetching = false;
    let isMissing = false;
    while (places < wanted && next !== null && next !== undefined && !isMissing) {
      const { getState } = isFollowing ? follow(places, next) : handleOf(next);
      const state = getState();
      places++;
      error ??= state.error;
      isFetching ||= state.isFetching || state.status === "idle";
      isMissing = state.data === undefined;
      if (isMissing) break;
      const page = (state.data as Bundle)[slot];
      pages.push(page);
      pageParams.push(next);
      next = getNextPageParam(page, pages, next);
    }
    const hasNextPage = !isMissing && next !== null && next !== undefined;
    return { pages, pageParams, places, error, isFetching, isMissing, hasNextPage };
  }

  function follow(index: number, param: unknown): ContextHandle<Values> {
    const { path } = placeOf(context, paramsOf(param));
    const known = open[index];
    if (known?.path === path) return known.handle;
    known?.end();
    const handle = handleOf(param);
    open[index] = { path, param, handle, end: handle.subscribe(change) };
    return handle;
  }

  function change() {
    turn();
    emit();
  }

  function fetchNextPage() {
    if (!result?.hasNextPage || result.isFetchingNextPage) return;
    wanted = result.data?.pages.length ? result.data.pages.length + 1 : 1;
    change();
  }

  function refetch() {
    for (const { handle } of open) handle.refetch();
  }

  function getSnapshot(): Result {
    const { pages, pageParams, error, isFetching, isMissing, hasNextPage } = walk(false);
    const status = pages.length ? (error ? "error" : "success") : error ? "error" : "loading";
    const isSame =
      result?.data?.pages.length === pages.length &&
      pages.every((page, index) => page === result?.data?.pages[index]);
    const data = isSame ? result?.data : pages.length ? { pages, pageParams } : undefined;
    const next: Result = {
      data,
      status,
      error,
      isLoading: status === "loading",
      isFetching,
      hasNextPage,
      isFetchingNextPage: pages.length > 0 && isMissing && !error,
      fetchNextPage,
      refetch,
    };
    const names = Object.keys(next) as (keyof Result)[];
    if (!result || names.some((name) => next[name] !== result?.[name])) result = next;
    return result;
  }

  return { subscribe, getSnapshot, getServerSnapshot: getSnapshot };
}
