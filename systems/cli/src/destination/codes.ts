import { readFileSync } from 'node:fs'
import { InputError } from '../errors.ts'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

type Codes = Readonly<Record<string, string>>

interface PartnerCodes {
  readonly controls: Codes
  readonly events: Codes
  readonly replies: Codes
}

/** `destination codes`: shows the codes of a partner, takes those of a file, or forgets them. Throws InputError. */
export async function partnerCodes(
  partner: string,
  { headEnd, json, file, forget = false }: AskOptions & { readonly file?: string; readonly forget?: boolean },
): Promise<void> {
  const door = new HeadEndDoor(headEnd)
  const path = `/integration/partner-codes/${encodeURIComponent(partner)}`
  const what = `the codes of ${partner}`
  if (forget) {
    await door.delete(path, what)
    return show(json, { forgotten: partner }, () => `${print.name(partner)}  has our codes`)
  }
  const codes = (file === undefined
    ? await door.get(path, what)
    : await door.put(path, codesIn(file), what)) as unknown as PartnerCodes
  show(json, codes, () => codesTable(codes))
}

/** Throws InputError. */
function codesIn(file: string): object {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'no JSON'
    throw new InputError('--file', `${file} cannot be read (${reason})`, 'write { "controls": { … } }', {
      cause,
    })
  }
}

function codesTable({ controls, events, replies }: PartnerCodes): string {
  const rows = Object.entries({ order: controls, event: events, reply: replies }).flatMap(([of, codes]) =>
    Object.entries(codes).map(([name, code]) => [of, name, code]),
  )
  return table([{ title: 'of' }, { title: 'name' }, { title: 'code' }], rows)
}
