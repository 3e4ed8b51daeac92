import { type FaultKind, type FaultOrder, faultKindOf, faultOrderOf, wordOf } from '@ferraris/metering'
import { ScenarioError } from './scenario-error.ts'

/** What happens so long after the begin: something is done, or what was done is mended. */
export interface ScenarioStep {
  /** Seconds after the begin. */
  readonly after: number
  readonly set?: FaultOrder
  readonly clear?: { readonly kind: FaultKind; readonly target?: string }
}

interface ScenarioText {
  readonly title: string
  /** What is to be seen. */
  readonly means: string
}

/** Beside English, which the file has anyway. */
const languages = ['it', 'es'] as const

type Translations = { readonly [Language in (typeof languages)[number]]?: ScenarioText }

/** A play of faults: what happens in a district, and when. */
export interface Scenario extends ScenarioText, Translations {
  readonly name: string
  /** In the order in which they happen. */
  readonly steps: readonly ScenarioStep[]
}

/** A day has room for a step every half minute and more. */
const mostSteps = 2000
const longestText = 400
const longestName = 64

/**
 * A scenario as a file tells it; `it` and `es` hold title and meaning in these languages. Every step has `after`, a time such as `1h30m`, and either the members of a fault (`kind`,
 * `target`, its parameters, `for` as a time) or `clear` with the kind that is mended and perhaps its `target`.
 *
 * @throws {ScenarioError} with the path of the member that is wrong
 */
export function parseScenario(told: unknown): Scenario {
  const found = objectAt('', told)
  onlyMembers('', found, ['name', 'title', 'means', 'steps', ...languages])
  const name = textAt('name', found.name, longestName)
  const { steps } = found
  if (!Array.isArray(steps) || steps.length === 0)
    throw new ScenarioError('steps', 'a list of steps is wanted')
  if (steps.length > mostSteps) throw new ScenarioError('steps', `${steps.length} steps: ${mostSteps} can be`)
  return {
    name,
    title: found.title === undefined ? name : textAt('title', found.title, longestText),
    means: found.means === undefined ? '' : textAt('means', found.means, longestText),
    ...translationsOf(found),
    steps: steps.map((step, i) => stepAt(`steps[${i}]`, step)).toSorted((a, b) => a.after - b.after),
  }
}

function translationsOf(found: Record<string, unknown>): Translations {
  const told = languages.flatMap(language => {
    if (found[language] === undefined) return []
    const text = objectAt(language, found[language])
    onlyMembers(language, text, ['title', 'means'])
    const [title, means] = (['title', 'means'] as const).map(member =>
      textAt(`${language}.${member}`, text[member], longestText),
    )
    return [[language, { title, means }]]
  })
  return Object.fromEntries(told) as Translations
}

function stepAt(path: string, told: unknown): ScenarioStep {
  const { after, clear, ...rest } = objectAt(path, told)
  const seconds = secondsAt(`${path}.after`, after)
  if (clear !== undefined) {
    onlyMembers(path, rest, ['target'])
    const kind = within(path, () => faultKindOf(wordOf(clear)), 'clear')
    const { target } = rest
    if (target === undefined) return { after: seconds, clear: { kind } }
    return { after: seconds, clear: { kind, target: textAt(`${path}.target`, target, 128) } }
  }
  if (rest.until !== undefined)
    throw new ScenarioError(`${path}.until`, 'a play knows no instants', 'say for')
  const span = rest.for === undefined ? {} : { for: secondsAt(`${path}.for`, rest.for) }
  return { after: seconds, set: within(path, () => faultOrderOf({ ...rest, ...span })) }
}

/** What a check of a fault refuses, with the path of the step before its member. */
export function within<Result>(path: string, check: () => Result, instead?: string): Result {
  try {
    return check()
  } catch (error) {
    const { path: member, detail, remedy } = error as { path?: string; detail?: string; remedy?: string }
    if (member === undefined || detail === undefined) throw error
    throw new ScenarioError(`${path}.${instead ?? member}`, detail, remedy)
  }
}

function objectAt(path: string, told: unknown): Record<string, unknown> {
  if (typeof told === 'object' && told !== null && !Array.isArray(told))
    return told as Record<string, unknown>
  throw new ScenarioError(path === '' ? 'scenario' : path, 'an object is wanted')
}

function onlyMembers(path: string, found: object, known: readonly string[]): void {
  const other = Object.keys(found).find(member => !known.includes(member))
  if (other === undefined) return
  throw new ScenarioError(
    path === '' ? other : `${path}.${other}`,
    'there is no such member',
    `known are ${known.join(', ')}`,
  )
}

function textAt(path: string, value: unknown, longest: number): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= longest) return value
  throw new ScenarioError(path, `a text of at most ${longest} characters is wanted`)
}

const unitSeconds = { h: 3600, m: 60, s: 1 } as const

/** A time such as `1h30m`, `20s` or `0s`. */
function secondsAt(path: string, value: unknown): number {
  const [whole, hours, minutes, seconds] =
    /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?$/.exec(wordOf(value)) ?? []
  if (whole === undefined || whole === '') {
    throw new ScenarioError(path, `${JSON.stringify(value)} is no time`, 'write for example 1h30m or 20s')
  }
  const { h, m, s } = unitSeconds
  return Number(hours ?? 0) * h + Number(minutes ?? 0) * m + Number(seconds ?? 0) * s
}
