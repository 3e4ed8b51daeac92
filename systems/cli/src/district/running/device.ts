import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HeardFrame, SeenDevice } from '@ferraris/district'
import { deviceText } from '../../customer-device/view.ts'
import { InputError } from '../../errors.ts'
import { dataFolder } from '../../keys/data-folder.ts'
import { stopSignal } from '../../stop-signal.ts'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { askDistrict } from './fault-socket.ts'

interface DeviceFlags {
  readonly data?: string
  readonly json?: boolean
  readonly watch?: boolean
}

const everyMs = 1000
const clearScreen = '\u001b[2J\u001b[H'
/** Frames that are shown to people. */
const mostFrames = 8

/** `district device`. */
export async function showDevice(serial: string, { data, json, watch }: DeviceFlags): Promise<void> {
  const folder = resolve(dataFolder(data))
  const look = async () => {
    const seen = await askDistrict(folder, { ask: 'customer-device', serial })
    if (seen !== null) return seen
    throw new InputError(
      'serial',
      `no customer's device hears ${serial}`,
      'see the homes that have one: ferraris chain2 devices',
    )
  }
  if (!watch) {
    const seen = await look()
    return show(json, seen, () => seenText(seen))
  }
  const stopped = stopSignal().then(() => true)
  do {
    const seen = await look()
    if (!json) process.stdout.write(clearScreen)
    show(json, seen, () => seenText(seen))
  } while (!(await Promise.race([stopped, sleep(everyMs, false)])))
}

function seenText({ view, heard, replicas }: SeenDevice): string {
  const frames = heard.slice(0, mostFrames).map(frame => frameLine(frame, view.timeZone))
  const copies = `${replicas} copies came besides`
  return [
    deviceText(view),
    '',
    ...(frames.length > 0 ? frames : ['nothing heard since the start']),
    print.quiet(copies),
  ].join('\n')
}

function frameLine({ at, frame: { frame, ...values } }: HeardFrame, timeZone: string): string {
  const time = new Date(at * 1000).toLocaleTimeString('sv-SE', { timeZone })
  const shown = Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'number' && !name.endsWith('Time') ? [`${name} ${value}`] : [],
  )
  return `${print.quiet(time)}  ${print.name(`CF${frame}`)}  ${shown.join(', ')}`
}
