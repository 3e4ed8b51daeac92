import { InputError } from '../errors.ts'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { readText } from '../read-text.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface PushLists {
  readonly items: readonly {
    readonly setup: string
    readonly objects: readonly {
      readonly classId: number
      readonly obis: string
      readonly attribute: number
    }[]
  }[]
}

/** `push lists`: as they are known, after they were set where `--set` is given. */
export async function pushLists(
  serial: string,
  { headEnd, json, set }: AskOptions & { readonly set?: string },
): Promise<void> {
  const door = new HeadEndDoor(headEnd)
  const path = `/end-devices/${encodeURIComponent(serial)}/push-lists`
  if (set !== undefined) await door.put(path, { items: listsIn(set) }, `push lists of ${serial}`)
  const lists = (await door.get(path, `push lists of ${serial}`)) as PushLists
  show(json, lists, () =>
    lists.items.length === 0 ? `nothing is known of what ${serial} pushes` : tableOf(lists),
  )
}

function tableOf({ items }: PushLists): string {
  return table(
    [
      { title: 'setup' },
      { title: 'place', align: 'right' },
      { title: 'class', align: 'right' },
      { title: 'object' },
      { title: 'attribute', align: 'right' },
    ],
    items.flatMap(({ setup, objects }) =>
      objects.map(({ classId, obis, attribute }, i) => [
        i === 0 ? print.name(setup) : '',
        String(i + 1),
        String(classId),
        obis,
        String(attribute),
      ]),
    ),
  )
}

/** Lists out of the option: JSON itself, or a file of it. Whether they are any, the head-end says. */
function listsIn(given: string): unknown {
  const text = given.trimStart().startsWith('[') ? given : readText('--set', given)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InputError('--set', `is no JSON: ${(cause as Error).message}`, 'give an array of lists', {
      cause,
    })
  }
}
