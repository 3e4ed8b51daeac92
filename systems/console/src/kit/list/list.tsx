import type { ReactNode } from 'react'
import { Button } from '../form/button.tsx'
import { Page } from '../page/page.tsx'
import { Failure, Skeleton } from '../states.tsx'

/** Rows that come page by page, as an infinite query gives them. */
export interface Source<Row> {
  readonly data: { readonly pages: readonly ListPageOf<Row>[] } | undefined
  readonly error: Error | null
  readonly refetch: () => unknown
  readonly hasNextPage?: boolean
  readonly isFetchingNextPage?: boolean
  readonly fetchNextPage?: () => unknown
}

interface ListPageOf<Row> {
  readonly items: readonly Row[]
  readonly total?: number
}

/** The source of a list that comes whole. */
export function whole<Row>(query: {
  readonly data: ListPageOf<Row> | undefined
  readonly error: Error | null
  readonly refetch: () => unknown
}): Source<Row> {
  const { data, error, refetch } = query
  return { data: data && { pages: [data] }, error, refetch }
}

export function rowsOf<Row>({ data }: Source<Row>): readonly Row[] {
  return data?.pages.flatMap(({ items }) => items) ?? []
}

/** How many rows there are in all, loaded or not. */
export function totalOf<Row>({ data }: Source<Row>): number {
  return data?.pages[0]?.total ?? 0
}

interface ListProps<Row> {
  readonly source: Source<Row>
  /** As in "The meters could not be loaded". */
  readonly failed: string
  /** Why there is nothing, and what to do next. */
  readonly empty: ReactNode
  /** What loads the next page, as in "Show more meters"; without it the table loads on as it is scrolled. */
  readonly more?: string
  readonly loading?: ReactNode
  /** Filters, search and actions above the rows. */
  readonly bar?: ReactNode
  readonly children: (rows: readonly Row[], isPartial: boolean) => ReactNode
}

/** A list in all its states: on its way, failed, empty, there, and with more to come. */
export function List<Row>({ source, failed, empty, more, loading, bar, children }: ListProps<Row>) {
  const { data, error, hasNextPage = false } = source
  const shown = rowsOf(source)
  return (
    <>
      {bar && <div className="mb-4 flex flex-wrap items-center gap-3">{bar}</div>}
      {error && (
        <div className="mb-4">
          <Failure what={failed} error={error} onRetry={() => void source.refetch()} />
        </div>
      )}
      {!data && !error && (loading ?? <Skeleton lines={6} />)}
      {data && shown.length === 0 && empty}
      {shown.length > 0 && children(shown, hasNextPage)}
      {more && hasNextPage && (
        <Button
          className="mt-4"
          isPending={source.isFetchingNextPage ?? false}
          onPress={() => void source.fetchNextPage?.()}
        >
          {more}
        </Button>
      )}
    </>
  )
}

interface ListPageProps<Row> extends ListProps<Row> {
  readonly title: string
  /** How many rows there are, once that is known. */
  readonly count: string
}

/** A room that is one list. */
export function ListPage<Row>({ title, count, ...list }: ListPageProps<Row>) {
  return (
    <Page title={title} aside={<Count>{list.source.data && count}</Count>}>
      <List {...list} />
    </Page>
  )
}

/** How many rows there are; screen readers hear it change. */
export function Count({ children }: { readonly children: ReactNode }) {
  return (
    <p role="status" className="figures text-ink-2">
      {children}
    </p>
  )
}
