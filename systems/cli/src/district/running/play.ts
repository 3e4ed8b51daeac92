import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type PlayedScenario, ScenarioError, shippedNames } from '@ferraris/district'
import { msOf } from '@ferraris/metering'
import { InputError } from '../../errors.ts'
import { dataFolder } from '../../keys/data-folder.ts'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { table } from '../../terminal/table.ts'
import { askDistrict } from './fault-socket.ts'

interface PlayFlags {
  readonly speed: number
  readonly stop?: boolean
  readonly data?: string
  readonly json?: boolean
}

/** `district play`: begins a scenario, ends the one that plays, or tells what plays. */
export async function play(file: string | undefined, { speed, stop, data, json }: PlayFlags): Promise<void> {
  const folder = resolve(dataFolder(data))
  if (stop) {
    if (file !== undefined) throw new InputError('--stop', 'ends what plays', 'leave out the file')
    const stopped = await askDistrict(folder, { ask: 'stop' })
    return show(json, { stopped }, () => (stopped ? 'stopped, and mended' : 'nothing was playing'))
  }
  if (file === undefined) {
    const { scenario } = await askDistrict(folder, { ask: 'list' })
    return show(json, { playing: scenario ?? null, shipped: shippedNames() }, () =>
      scenario === undefined
        ? `Nothing plays. There are ${shippedNames().join(', ')}, and files of your own.`
        : playedText(scenario),
    )
  }
  const scenario = shippedNames().includes(file) ? file : fileOf(file)
  try {
    const played = await askDistrict(folder, { ask: 'play', scenario, speed })
    show(json, played, () => playedText(played))
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error
    const { path, detail, remedy } = error
    throw new InputError(path === 'speed' ? '--speed' : `${file}: ${path}`, detail, remedy, { cause: error })
  }
}

function fileOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    const detail = isMissing ? 'there is no such file' : (cause as Error).message
    throw new InputError(path, detail, `name a JSON file, or one of ${shippedNames().join(', ')}`, { cause })
  }
}

function playedText({ scenario, speed, begun, done, refused }: PlayedScenario): string {
  const { title, means, steps } = scenario
  const rows = steps.map(({ after, set, clear }, i) => {
    const why = refused.find(({ step }) => step === i)
    const state = why === undefined ? (i < done ? 'done' : '') : `could not be: ${why.detail}`
    return [
      `${new Date(begun + msOf(after) / speed).toISOString().slice(0, 19)}Z`,
      print.name(set?.kind ?? clear?.kind ?? ''),
      set?.target ?? clear?.target ?? '',
      set === undefined ? 'mended' : '',
      state,
    ]
  })
  const heads = ['when', 'what', 'where', '', ''].map(head => ({ title: head }))
  return [`${title}${speed === 1 ? '' : `, ${speed} times as fast`}`, means, '', table(heads, rows)]
    .filter((text, i) => i === 2 || text !== '')
    .join('\n')
}
