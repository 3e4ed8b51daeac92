import { toHex } from '@ferraris/bytes'
import { listenForPushes, type PushPlace, type PushService } from '@ferraris/transport'
import { ProcessError } from '../errors.ts'
import { stopSignal } from '../stop-signal.ts'
import { say, show } from '../terminal/say.ts'
import { style } from '../terminal/style.ts'
import { parseListenPlace } from './listen-place.ts'
import { readPushKeys } from './push-keys.ts'
import { pushView } from './view.ts'

interface ListenOptions {
  readonly keys?: string
  readonly count?: number
  readonly json?: boolean
}

/** `listen`: prints what meters push until it is stopped, or has heard enough. */
export async function listen(text: string, { keys, count, json }: ListenOptions): Promise<void> {
  const place = parseListenPlace(text)
  const ended = Promise.withResolvers<void>()
  let heard = 0
  const service = await open(place, {
    keys: await readPushKeys(keys),
    audience: {
      onPush(push, from) {
        const document = { received: new Date().toISOString(), from, ...push }
        show(json, document, () => pushView(push, from))
        heard++
        if (heard === count) ended.resolve()
      },
      onUnread({ framing, apdu, error }, from) {
        say(`${style.failure('✘')} ${from}: ${error.message}`)
        if (!json) return
        const { code, message } = error
        const document = { from, framing, apdu: toHex(apdu), error: { code, message } }
        show(true, { received: new Date().toISOString(), ...document }, () => '')
      },
      onNoise: (length, from) =>
        say(style.quiet(`${from}: ${length} octets that are no telegram; check speed, parity and wiring`)),
    },
    onGone: ended.reject,
  })
  say(style.quiet(`Listening at ${service.place}. Ctrl-C stops it.`))
  try {
    await Promise.race([stopSignal(), ended.promise])
  } finally {
    await service.close()
  }
}

async function open(place: PushPlace, options: Parameters<typeof listenForPushes>[1]): Promise<PushService> {
  try {
    return await listenForPushes(place, options)
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (syscall === undefined) throw error
    const message = `cannot listen there: ${code}; choose another port, or the address of an interface of this machine`
    throw new ProcessError('port-unusable', message, { cause: error })
  }
}
