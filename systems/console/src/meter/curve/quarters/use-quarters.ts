import { secondsOf } from '@ferraris/metering'
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { intervalBlocksQuery } from '../../../api/queries.ts'
import type { EndDeviceDetail } from '../../../api/resources.ts'
import { useNow } from '../../../kit/use-now.ts'
import { addDays, dayAt, daysFrom } from '../time/calendar.ts'
import { chunksOf, firstFetchedDay } from '../time/chunks.ts'
import type { Span } from '../time/window.ts'
import { type Quarters, quartersOf } from './quarters.ts'

export interface LoadedQuarters {
  readonly quarters: Quarters
  readonly isLoading: boolean
  readonly error: Error | null
  readonly retry: () => void
}

/** A register's intervals around a span; `obis` null asks for none. */
export function useQuarters(device: EndDeviceDetail, obis: string | null, span: Span): LoadedQuarters {
  const { serial, timeZone: zone, schedule } = device
  const today = dayAt(secondsOf(useNow()), zone)
  const since = addDays(today, -(schedule?.historyDays ?? 0))
  const chunks = chunksOf(span, zone)
  const results = useQueries({
    queries: chunks.map(chunk => ({
      ...intervalBlocksQuery({ endDevice: serial, obis: obis ?? '', ...chunk }),
      enabled: obis !== null,
    })),
  })

  const first = firstFetchedDay(span, zone)
  const last = chunks.at(-1)?.to ?? first
  const loadedAt = results.map(result => result.dataUpdatedAt).join()
  // `loadedAt` stands for the results, which are new objects each time.
  const quarters = useMemo(() => {
    const fetched = chunks.filter((_, index) => results[index]?.data)
    const isFetched = (day: string) => fetched.some(({ from, to }) => from <= day && day <= to)
    const days = obis === null ? [] : daysFrom(first, last)
    return quartersOf(
      results.flatMap(result => result.data ?? []),
      days,
      zone,
      { today, since, isFetched },
    )
  }, [loadedAt, obis, first, last, zone, today, since])

  return {
    quarters,
    isLoading: results.some(result => result.isLoading),
    error: results.find(result => result.error)?.error ?? null,
    retry: () => results.filter(result => result.error).forEach(result => void result.refetch()),
  }
}
