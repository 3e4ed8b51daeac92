import { resolve } from 'node:path'
import type { DisplaySnapshot, MeterButton } from '@ferraris/meter'
import { msPerSecond } from '@ferraris/metering'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { askMeter } from '../serve/harm-door.ts'
import { frontText } from './front.ts'
import { deedsOf, type KeyDeed, keysText } from './keys.ts'

interface DisplayOptions {
  readonly data: string
  readonly press?: readonly MeterButton[]
  readonly json?: boolean
}

/** `meter display`: the front of a virtual meter that runs; in a terminal its keys are the buttons, and each second is a new look. */
export async function showDisplay({ data, press = [], json }: DisplayOptions): Promise<void> {
  const folder = resolve(data)
  for (const button of press) await askMeter(folder, { ask: 'press', button })
  const first = await askMeter(folder, { ask: 'display' })
  const isWatched = process.stdin.isTTY && process.stdout.isTTY && !json && press.length === 0
  if (isWatched) await watch(folder)
  else show(json, first, () => frontText(first.serial, first.display))
}

async function watch(folder: string): Promise<void> {
  const { stdin, stdout } = process
  const { promise, resolve: end, reject } = Promise.withResolvers<void>()
  let drawn = 0
  let turn: Promise<unknown> = Promise.resolve()
  /** One look or deed after the other. */
  const next = (work: () => Promise<unknown>): void => {
    turn = turn.then(work).catch(reject)
  }
  const look = async (): Promise<void> => {
    const { serial, display } = await askMeter(folder, { ask: 'display' })
    const text = `${frontText(serial, display)}\n${print.quiet(keysText)}`
    const back = drawn === 0 ? '' : `\u001b[${drawn}A\r\u001b[J`
    stdout.write(`${back}${text}\n`)
    drawn = text.split('\n').length
  }
  const onKey = (typed: Buffer): void => {
    for (const deed of deedsOf(typed.toString())) {
      if ('quit' in deed) {
        end()
        return
      }
      next(async () => {
        await carryOut(folder, deed)
        await look()
      })
    }
  }
  stdin.setRawMode(true)
  stdin.on('data', onKey).resume()
  next(look)
  const timer = setInterval(() => next(look), msPerSecond)
  try {
    await promise
  } finally {
    clearInterval(timer)
    stdin.setRawMode(false)
    stdin.off('data', onKey).pause()
  }
}

async function carryOut(folder: string, deed: Exclude<KeyDeed, { readonly quit: true }>): Promise<void> {
  if ('press' in deed) {
    await askMeter(folder, { ask: 'press', button: deed.press })
    return
  }
  const { display } = await askMeter(folder, { ask: 'display' })
  const state: DisplaySnapshot['covers'] = display.covers
  const isOpen = (deed.cover === 'meter-cover' ? state.meter : state.terminal) === 'open'
  await (isOpen
    ? askMeter(folder, { ask: 'clear', kind: deed.cover })
    : askMeter(folder, { ask: 'set', order: { kind: deed.cover } }))
}
