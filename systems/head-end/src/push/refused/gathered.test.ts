import { StoreUnavailable } from '@ferraris/service'
import { expect, test } from 'vitest'
import { Gathered, unlessUnavailable } from './gathered.ts'

interface Count {
  readonly name: string
  readonly count: number
}

function gathering(store: (all: readonly Count[]) => Promise<void>, most = 3) {
  const merged = (known: Count, later: Count) => ({ ...later, count: known.count + later.count })
  const gathered = new Gathered({ most, merged, store })
  return { gathered, add: (name: string) => gathered.add(name, { name, count: 1 }) }
}

test('what the store does not take is added to what comes meanwhile and afterwards', async () => {
  const stored: Count[][] = []
  let isAway = true
  const { gathered, add } = gathering(async all => {
    // It goes on being counted while the store is asked.
    add('a')
    if (isAway) throw new StoreUnavailable(new Error('away'))
    stored.push([...all])
  })
  add('a')
  add('a')
  add('b')
  await expect(gathered.keep()).rejects.toThrow('away')
  await gathered.keep().catch(unlessUnavailable)
  add('a')
  isAway = false
  await gathered.keep()
  expect(stored).toEqual([
    [
      { name: 'a', count: 5 },
      { name: 'b', count: 1 },
    ],
  ])
  await gathered.keep()
  expect(stored[1]).toEqual([{ name: 'a', count: 1 }])
})

test('so many names wait and no more, those on their way into the store counted', async () => {
  const under: Count[] = []
  const { gathered, add } = gathering(async all => {
    add('d')
    under.push(...all)
    throw new Error('refused')
  })
  for (const name of ['a', 'b', 'c', 'd', 'a']) add(name)
  await expect(gathered.keep()).rejects.toThrow('refused')
  await expect(gathered.keep()).rejects.toThrow('refused')
  expect(under.slice(3)).toEqual([
    { name: 'a', count: 2 },
    { name: 'b', count: 1 },
    { name: 'c', count: 1 },
  ])
})
