import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { intervalBlocksQuery } from '../../api/queries.ts'
import { useNow } from '../../kit/use-now.ts'
import { dayAt, daysFrom } from './calendar.ts'
import { chunksOf } from './chunks.ts'
import { type Quarters, quartersOf } from './quarters.ts'
import type { Span } from './window.ts'

export interface LoadedQuarters {
  quarters: Quarters
  isLoading: boolean
  error: Error | null
  retry: () => void
}

/** A register's intervals around a span; `obis` null asks for none. */
export function useQuarters(serial: string, obis: string | null, zone: string, span: Span): LoadedQuarters {
  const today = dayAt(useNow() / 1000, zone)
  const chunks = chunksOf(span, zone)
  const results = useQueries({
    queries: chunks.map(chunk => ({
      ...intervalBlocksQuery({ endDevice: serial, obis: obis ?? '', ...chunk }),
      enabled: obis !== null,
    })),
  })

  const first = chunks[0]!.from
  const last = chunks[chunks.length - 1]!.to
  const loadedAt = results.map(result => result.dataUpdatedAt).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: `loadedAt` stands for the results, which are new objects each time
  const quarters = useMemo(() => {
    const known = chunks.filter((_, index) => results[index]?.data)
    const isKnown = (day: string) => known.some(({ from, to }) => from <= day && day <= to)
    const days = obis === null ? [] : daysFrom(first, last)
    return quartersOf(results.flatMap(result => result.data ?? []), days, zone, today, isKnown)
  }, [loadedAt, obis, first, last, zone, today])

  return {
    quarters,
    isLoading: results.some(result => result.isLoading),
    error: results.find(result => result.error)?.error ?? null,
    retry: () => results.filter(result => result.error).forEach(result => void result.refetch()),
  }
}
