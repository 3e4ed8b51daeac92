import { type Programme, programmes } from '@ferraris/client'
import { InputError } from '../../errors.ts'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'

/** `meter programmes`: what can be done, or the parameters of one kind. */
export function listProgrammes(kind: string | undefined, options: { readonly json?: boolean }): void {
  if (kind === undefined) {
    const list = [...programmes.values()].map(({ kind, title }) => ({ kind, title }))
    show(options.json, list, () =>
      list.map(({ kind, title }) => `${print.name(kind.padEnd(20))} ${title}`).join('\n'),
    )
    return
  }
  const { title, parameters } = programmeOf(kind)
  show(options.json, { kind, title, parameters }, () =>
    [`${print.name(kind)}  ${title}`, ...membersOf(parameters)].join('\n'),
  )
}

/** Throws InputError for a kind that is none. */
export function programmeOf(kind: string): Programme {
  const found = programmes.get(kind)
  if (found !== undefined) return found
  throw new InputError(kind, 'is no programme', `there are ${[...programmes.keys()].join(', ')}`)
}

/** What a schema says of one of its members. */
interface Member {
  readonly title?: string
  readonly description?: string
}

/** The members of the parameters. */
export function members(parameters: Programme['parameters']): Readonly<Record<string, Member>> {
  return 'properties' in parameters ? (parameters.properties as Record<string, Member>) : {}
}

function membersOf(parameters: Programme['parameters']): string[] {
  const required = 'required' in parameters ? (parameters.required as readonly string[]) : []
  return Object.entries(members(parameters)).map(([name, { title, description }]) => {
    const mark = required.includes(name) ? print.quiet(' (needed)') : ''
    return `  ${name.padEnd(16)} ${[title, description].filter(Boolean).join(': ')}${mark}`
  })
}
