import type { DisplaySnapshot, MeterButton } from '@ferraris/meter'
import { msPerSecond } from '@ferraris/metering'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { frontText } from './front.ts'
import { deedsOf, type FrontCover, type KeyDeed, keysText } from './keys.ts'

/** The front of a virtual meter that runs. */
export interface Front {
  look(): Promise<{ readonly serial: string; readonly display: DisplaySnapshot }>
  press(button: MeterButton): Promise<unknown>
  open(cover: FrontCover): Promise<unknown>
  close(cover: FrontCover): Promise<unknown>
}

export interface DisplayOptions {
  readonly press?: readonly MeterButton[]
  readonly json?: boolean
}

/** Shows a front; in a terminal its keys are the buttons, and each second is a new look. */
export async function showDisplay(front: Front, { press = [], json }: DisplayOptions): Promise<void> {
  for (const button of press) await front.press(button)
  const first = await front.look()
  const isWatched = process.stdin.isTTY && process.stdout.isTTY && !json && press.length === 0
  if (isWatched) await watch(front)
  else show(json, first, () => frontText(first.serial, first.display))
}

async function watch(front: Front): Promise<void> {
  const { stdin, stdout } = process
  const { promise, resolve: end, reject } = Promise.withResolvers<void>()
  let drawn = 0
  let turn: Promise<unknown> = Promise.resolve()
  /** One look or deed after the other. */
  const next = (work: () => Promise<unknown>): void => {
    turn = turn.then(work).catch(reject)
  }
  const look = async (): Promise<void> => {
    const { serial, display } = await front.look()
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
        await carryOut(front, deed)
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

async function carryOut(front: Front, deed: Exclude<KeyDeed, { readonly quit: true }>): Promise<void> {
  if ('press' in deed) {
    await front.press(deed.press)
    return
  }
  const { covers } = (await front.look()).display
  const isOpen = (deed.cover === 'meter-cover' ? covers.meter : covers.terminal) === 'open'
  await (isOpen ? front.close(deed.cover) : front.open(deed.cover))
}
