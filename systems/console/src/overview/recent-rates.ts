import { useEffect, useState } from 'react'

const kept = 120
const rates: number[] = []
let latest = ''

/** Sessions per second as seen since the page was opened, oldest first; going to another room does not forget them. */
export function useRecentRates(now: string, rate: number): readonly number[] {
  const [seen, setSeen] = useState<readonly number[]>(rates)
  useEffect(() => {
    if (now !== latest) {
      latest = now
      rates.push(rate)
      if (rates.length > kept) rates.shift()
    }
    setSeen([...rates])
  }, [now, rate])
  return seen
}
