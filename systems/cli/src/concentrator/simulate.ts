import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defined } from '@ferraris/bytes'
import { startDistrict } from '@ferraris/district'
import { enrolments } from '../district/enrol-meters.ts'
import { makeDataFolder } from '../head-end/data-folder.ts'
import { dataFolder } from '../keys/data-folder.ts'
import { stopSignal } from '../stop-signal.ts'
import { say, show } from '../terminal/say.ts'
import { style } from '../terminal/style.ts'
import { connectionText } from './connection-text.ts'
import { type CallingFlags, headEndPlace } from './options.ts'

interface SimulateConcentratorFlags extends CallingFlags {
  readonly meters: number
  readonly seed: number
}

const historyDays = 16

/**
 * `concentrator simulate`: until it is stopped. What a head-end has to know of the meters is written into a file, which is
 * the body of `POST /api/v1/end-devices`.
 */
export async function simulateConcentrator(flags: SimulateConcentratorFlags): Promise<void> {
  const { name, meters, seed, json } = flags
  const { credential, ...place } = headEndPlace(flags)
  const data = resolve(dataFolder(flags.data))
  makeDataFolder(data)
  const shape = { meters, direct: 0, substations: 1, seed, historyDays }
  const district = await startDistrict({ ...shape, data, clock: Date })
  const lines = defined(district.lines, 'the power line of the district')
  try {
    // Any concentrator that hears them may serve them: the feeder's own names stay out of the head-end.
    const known = enrolments(district.meters, data).map(({ uri, ...meter }) => ({
      ...meter,
      uri: uri.replace(/^smitp\+g2:\/\/[^/]*/, 'smitp+g2://'),
    }))
    const enrolment = join(data, 'enrolment.json')
    writeFileSync(enrolment, `${JSON.stringify(known, null, 1)}\n`, { mode: 0o600 })
    lines.connect(
      { ...place, names: { C1: name }, credentials: credential === undefined ? {} : { C1: credential } },
      (_, state, error) => say(connectionText(state, place.broker, error)),
    )
    show(json, { name, meters: district.meters.length, enrolment, data, pid: process.pid }, () => name)
    say(
      `${style.success('●')} Concentrator ${name} with ${district.meters.length} meters on a simulated line.`,
    )
    say(
      style.quiet(`  Enrol them: POST /api/v1/end-devices with ${enrolment} (it holds keys). Ctrl-C stops.`),
    )
    await stopSignal()
  } finally {
    await district.close()
  }
}
