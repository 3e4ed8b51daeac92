import { writeFile } from 'node:fs/promises'
import { toHex } from '@ferraris/bytes'
import { type CaseResult, plan, runPlan, runSmitpPlan, smitpPlan } from '@ferraris/conformance'
import { formatSmitpUri, isSmitpUri, parseMeterUri, parseSmitpUri } from '@ferraris/transport'
import { InputError } from '../errors.ts'
import type { TlsOptions } from '../meter/open/tls-files.ts'
import { Progress } from '../terminal/progress.ts'
import { show } from '../terminal/say.ts'
import { meterSubject } from './meter-subject.ts'
import { preflight } from './preflight.ts'
import { summaryOf } from './summary.ts'
import { tableSubject } from './table-subject.ts'
import { verdictsView } from './view.ts'

interface ConformanceOptions extends TlsOptions {
  readonly keys?: string
  readonly data?: string
  readonly only?: readonly string[]
  /** Seconds. */
  readonly timeout: number
  /** Seconds. */
  readonly silence: number
  readonly frames?: boolean
  readonly report?: string
  readonly json?: boolean
}

/** `ferraris conformance run`: a verdict for each case; exit code 1 where one failed. */
export async function runConformance(text: string, options: ConformanceOptions): Promise<void> {
  const run = isSmitpUri(text) ? await tableRun(text, options) : await objectRun(text, options)
  const results: CaseResult[] = []
  const progress = new Progress('conformance')
  for await (const result of run.results) {
    results.push(result)
    progress.update(results.length, run.cases, result.id)
  }
  progress.clear()
  const document = {
    subject: run.subject,
    verdicts: results.map(documentOf),
    summary: summaryOf(results),
  }
  if (options.report !== undefined) await write(options.report, `${JSON.stringify(document, undefined, 2)}\n`)
  show(options.json, document, () => verdictsView(results, options.frames ?? false))
  if (results.some(({ verdict }) => verdict === 'FAIL')) process.exitCode = 1
}

interface Run {
  /** The meter, for people. */
  readonly subject: string
  /** How many results come. */
  readonly cases: number
  readonly results: AsyncIterable<CaseResult>
}

/** The plan of a DLMS/COSEM server. */
async function objectRun(text: string, options: ConformanceOptions): Promise<Run> {
  const uri = parseMeterUri(text)
  if (uri.referencing === 'sn') {
    throw new InputError('meter URI, referencing', 'sn: the test plan speaks logical names', 'leave it out')
  }
  const cases = chosen(plan, options.only)
  const subject = await meterSubject(uri, options)
  await preflight(text, options)
  return { subject: subject.name, cases: cases.length, results: runPlan(cases, subject) }
}

/** The plan of a meter in METERS AND MORE. */
async function tableRun(text: string, options: ConformanceOptions): Promise<Run> {
  const uri = parseSmitpUri(text)
  const cases = chosen(smitpPlan, options.only)
  const subject = await tableSubject(uri, formatSmitpUri(uri), options)
  return { subject: subject.name, cases: cases.length, results: runSmitpPlan(cases, subject) }
}

function chosen<T extends { readonly id: string }>(
  plan: readonly T[],
  only: readonly string[] | undefined,
): readonly T[] {
  const cases = plan.filter(({ id }) => only?.some(prefix => id.startsWith(prefix)) ?? true)
  if (cases.length > 0) return cases
  const subjects = [...new Set(plan.map(({ id }) => id.split('.')[0]))].join(', ')
  throw new InputError('--only', `no case begins with ${only?.join(' or ')}`, `there are ${subjects}`)
}

function documentOf({ frames, milliseconds, ...result }: CaseResult) {
  return {
    ...result,
    milliseconds: Math.round(milliseconds),
    frames: frames.map(({ direction, octets }) => ({ direction, hex: toHex(octets) })),
  }
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      '--report',
      `${file} cannot be written (${error.code})`,
      'check the folder and your rights',
      {
        cause: error,
      },
    )
  })
}
