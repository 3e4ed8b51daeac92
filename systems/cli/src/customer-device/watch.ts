import { setTimeout as sleep } from 'node:timers/promises'
import type { DeviceView } from '@ferraris/customer-device'
import { stopSignal } from '../stop-signal.ts'
import { writeJson } from '../terminal/say.ts'
import { askDevice } from './ask-device.ts'
import type { FolderFlags } from './folder.ts'
import { deviceText } from './view.ts'

const everyMs = 1000
const clearScreen = '\u001b[2J\u001b[H'
const bell = '\u0007'

/** `customer-device watch`: the view in place, once a second; the terminal's bell at the beginning of a warning. */
export async function watchDevice(flags: FolderFlags): Promise<void> {
  const stopped = stopSignal().then(() => true)
  let wasWarned = false
  do {
    const view = await askDevice<DeviceView>(flags, 'GET', '/api/v1/state')
    const isWarned = view.meters.some(({ alert }) => alert !== null)
    if (flags.json) writeJson(view)
    else process.stdout.write(`${clearScreen}${isWarned && !wasWarned ? bell : ''}${deviceText(view)}\n`)
    wasWarned = isWarned
  } while (!(await Promise.race([stopped, sleep(everyMs, false)])))
}
