import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import {
  ClientError,
  checkedParameters,
  intervalsOf,
  type Means,
  type Performed,
  type Programme,
  type ProgrammeReadings,
  type Step,
} from '@ferraris/client'
import { toVectorForm } from '@ferraris/cosem'
import { InputError } from '../../errors.ts'
import { say, show } from '../../terminal/say.ts'
import { print, style } from '../../terminal/style.ts'
import { ApplicationRefusal } from '../application-refusal.ts'
import { type ConnectOptions, type OpenMeter, withMeter } from '../open/open-meter.ts'
import { profileDocument } from '../read/read-document.ts'
import { members, programmeOf } from './programme-kinds.ts'

interface ProgrammeOptions extends ConnectOptions {
  /** A file, or the JSON itself. */
  readonly parameters?: string
  readonly file: readonly string[]
  readonly json?: boolean
}

/** `meter programme`: performs a programme at a meter and tells what became of each step. */
export async function runProgramme(uri: string, kind: string, options: ProgrammeOptions): Promise<void> {
  const programme = programmeOf(kind)
  const files = await filesOf(options.file)
  const parameters = checked(programme, await parametersOf(options.parameters, programme, files))
  const { performed, meter } = await withMeter(uri, options, async meter => ({
    meter,
    performed: await programme.perform(meter.meter, parameters, meansOf(files)),
  }))
  const { steps, readings, detail } = performed
  const document = { kind, steps, ...(detail && { detail }), ...(readings && documentOf(readings, meter)) }
  show(options.json, document, () => textOf(performed))
  const failed = steps.find(({ outcome }) => outcome === 'refused' || outcome === 'differs')
  if (failed !== undefined) {
    const why = failed.reason ?? `wrote ${failed.wrote ?? 'nothing'}, found ${failed.found ?? 'nothing'}`
    throw new ApplicationRefusal('step-refused', `${failed.target}: ${why}`)
  }
}

/** The JSON; the one file that is given stands for its hash. */
async function parametersOf(
  given: string | undefined,
  { parameters }: Programme,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<unknown> {
  const text = given === undefined ? '{}' : given.trimStart().startsWith('{') ? given : await textFile(given)
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch (error) {
    throw new InputError('--parameters', 'are no JSON', 'write for example {"watts":3300}', { cause: error })
  }
  const [hash] = files.keys()
  if (typeof found !== 'object' || found === null || 'sha256' in found) return found
  return files.size === 1 && 'sha256' in members(parameters) ? { ...found, sha256: hash } : found
}

function checked(programme: Programme, parameters: unknown): unknown {
  try {
    return checkedParameters(programme, parameters)
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    const remedy = `see \`ferraris meter programmes ${programme.kind}\``
    throw new InputError('--parameters', error.message, remedy, {
      cause: error,
    })
  }
}

async function filesOf(names: readonly string[]): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  for (const name of names) {
    const octets = await fileAt(name, '--file')
    files.set(createHash('sha256').update(octets).digest('hex'), octets)
  }
  return files
}

async function textFile(name: string): Promise<string> {
  return (await fileAt(name, '--parameters')).toString('utf8')
}

async function fileAt(name: string, option: string): Promise<Buffer> {
  try {
    return await readFile(name)
  } catch (error) {
    throw new InputError(option, `${name} cannot be read`, 'name a file that is there', { cause: error })
  }
}

function meansOf(files: ReadonlyMap<string, Uint8Array>): Means {
  let shown = 0
  return {
    now: Date.now,
    random: randomBytes,
    file: sha256 => Promise.resolve(files.get(sha256)),
    pause: async ms => await setTimeout(ms),
    progress(part, what) {
      const tenth = Math.floor(part * 10)
      if (tenth === shown) return
      shown = tenth
      say(style.quiet(what))
    },
  }
}

const marks = { verified: '✓', done: '·', refused: '✗', differs: '≠' } as const satisfies Record<
  Step['outcome'],
  string
>

function textOf({ steps, readings, detail }: Performed): string {
  const lines = steps.map(({ action, target, outcome, wrote, found, reason }) => {
    const change = found ?? (outcome === 'done' ? wrote : undefined)
    const parts = [action && `${action}:`, print.name(target), outcome, change, reason && print.quiet(reason)]
    return `${marks[outcome]} ${parts.filter(Boolean).join('  ')}`
  })
  const registers = (readings?.registers ?? []).flatMap(answer =>
    'text' in answer && !steps.some(({ target }) => target.startsWith(answer.obis))
      ? [`  ${print.name(answer.obis)}  ${answer.text} ${answer.unit}`]
      : [],
  )
  return [...lines, ...registers, ...(detail === undefined ? [] : [detail])].join('\n')
}

/** What was read, for programs. */
function documentOf({ registers, profiles, attributes }: ProgrammeReadings, { meter }: OpenMeter) {
  return {
    ...(registers && {
      registers: registers.map(answer =>
        'text' in answer
          ? { obis: answer.obis, value: answer.value, unit: answer.unit }
          : { obis: answer.obis, refused: answer.refused },
      ),
    }),
    ...(profiles && {
      profiles: profiles.map(profile =>
        profileDocument({ profile, intervals: intervalsOf(profile, meter.zone) }),
      ),
    }),
    ...(attributes && {
      attributes: attributes.map(({ obis, attribute, data }) => ({
        obis,
        attribute,
        value: toVectorForm(data),
      })),
    }),
  }
}
