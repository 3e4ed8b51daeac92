import { resolve } from 'node:path'
import { describeDistrict } from '@ferraris/district'
import type { HeadEnd } from '@ferraris/head-end'
import { secondsOf } from '@ferraris/metering'
import { ProcessError } from '../errors.ts'
import { consolePages } from '../head-end/console-pages.ts'
import { makeDataFolder } from '../head-end/data-folder.ts'
import { type HeadEndFlags, headEndSettings } from '../head-end/options.ts'
import { type PushFlags, pushPlaces } from '../head-end/pushes.ts'
import { signInLine } from '../head-end/sign-in.ts'
import { stopSignal } from '../stop-signal.ts'
import { box } from '../terminal/box.ts'
import { say, show } from '../terminal/say.ts'
import { style } from '../terminal/style.ts'
import { admitConcentrators } from './admit-concentrators.ts'
import { awaitLines, linesOutcome } from './await-lines.ts'
import { beginCustomers, customersAtFirst } from './customers.ts'
import { districtShape } from './district-shape.ts'
import { districtSimulation } from './district-simulation.ts'
import { enrolments } from './enrol-meters.ts'
import { awaitFirstReadings, type FirstReadings } from './first-readings.ts'
import { type MetersProcess, runMeters } from './meters-process.ts'
import { serveFaults } from './running/fault-socket.ts'

interface StartDistrictFlags extends HeadEndFlags, PushFlags {
  readonly meters?: number
  readonly substations?: number
  readonly direct?: number
  readonly loadCurves?: string
  readonly seed: number
  readonly history: number
  readonly meterPort?: number
  readonly customerDevices?: number
}

/** `district start`: meters in a process of their own, head-end and console in this one, until it is stopped. */
export async function startDistrict(flags: StartDistrictFlags): Promise<void> {
  const settings = headEndSettings(flags)
  const data = resolve(settings.data)
  makeDataFolder(data)
  const stop = stopSignal()
  const done = stepper()
  // The meters' process starts while this one loads the head-end.
  const starting = runMeters({
    ...districtShape(flags, knownMeters(data)),
    data,
    seed: flags.seed,
    historyDays: flags.history,
    ...(flags.loadCurves !== undefined && { loadCurves: flags.loadCurves }),
    ...(flags.meterPort !== undefined && { basePort: flags.meterPort }),
  })
  const [meters, { startHeadEnd, openLogFile }] = await Promise.all([
    starting,
    import('../head-end/with-log-file.ts'),
  ]).catch(async error => {
    // Whichever failed: meters that run after all would keep this process alive.
    await starting.then(
      running => running.stop(),
      () => {},
    )
    throw error
  })
  try {
    const { pid, meters: map, missing, lines } = meters.first
    const { concentrators = [] } = describeDistrict(data)
    const onLines = concentrators.reduce((sum, { meters: its }) => sum + its, 0)
    done(
      lines === undefined
        ? `${map.length} meters listen (process ${pid})`
        : `${map.length - onLines} meters listen, ${onLines} are on ${concentrators.length} power lines (process ${pid})`,
    )
    if (missing > 0) say(style.quiet(`  The curves lack ${missing} quarter hours, which count as 0 Wh.`))
    const pages = consolePages()
    const { log, file } = openLogFile(data)
    const headEnd = await startHeadEnd({
      ...settings,
      data,
      log,
      ...(pages !== undefined && { console: pages }),
      ...(lines !== undefined && { concentrators: { mqttPort: 0, tunnelPort: 0 } }),
      // Meters with an address of their own push their alarms, whatever else is to come in.
      pushes: pushPlaces({ ...flags, pushPort: flags.pushPort ?? 0 }),
      simulation: districtSimulation(meters),
    })
    const faults = await serveFaults(data, meters)
    try {
      done(`head-end and ${settings.database === undefined ? 'its PostgreSQL run' : 'console run'}`)
      const credentials = await admitConcentrators(headEnd, concentrators, data)
      const { enrolled, known } = await headEnd.enrol(enrolments(map, data))
      done(
        enrolled > 0
          ? `${enrolled} meters enrolled${known > 0 ? `, ${known} known` : ''}`
          : `${known} meters known`,
      )
      const [pushPlace] = headEnd.pushPlaces
      if (pushPlace !== undefined) await meters.pushTo(hostAndPort(pushPlace))
      if (lines !== undefined) await meters.connect({ ...callIn(headEnd), credentials })
      const read = await awaitFirstReadings(headEnd.url, stop)
      if (read !== undefined) {
        done(readingsText(read), read.left === 0)
        announce(flags, headEnd, meters, { data, log: file })
        const homes = flags.customerDevices ?? (lines === undefined ? 0 : customersAtFirst)
        if (homes > 0) {
          const customers = await beginCustomers(headEnd, meters, homes)
          if (customers !== undefined) done(`${customers} homes have a device of the customer`)
        }
        if (lines !== undefined) {
          const found = await awaitLines(() => meters.lines ?? lines, stop)
          if (found !== undefined) {
            const { text, isWhole } = linesOutcome(found)
            done(text, isWhole)
          }
        }
        await Promise.race([stop, meters.lost.then(throwLost)])
      }
      say('Stopping: sessions end, readings are stored …')
    } finally {
      await faults?.close()
      await headEnd.close()
    }
  } finally {
    await meters.stop()
  }
  say(`${style.success('●')} Stopped. The next start goes on with the same meters, keys and readings.`)
}

/** Where the concentrators of this machine call in. */
function callIn({ mqttPort, tunnelPort }: HeadEnd) {
  return {
    broker: `mqtt://127.0.0.1:${mqttPort}`,
    ...(tunnelPort !== undefined && { tunnel: { host: '127.0.0.1', port: tunnelPort } }),
  }
}

/** Of `tcp://127.0.0.1:4059`. */
function hostAndPort(place: string) {
  const { hostname: host, port } = new URL(place)
  return { host, port: Number(port) }
}

/** How many meters live in the data folder; undefined where none do. */
function knownMeters(data: string): number | undefined {
  try {
    return describeDistrict(data).meters.length
  } catch (error) {
    if ((error as { code?: string }).code === 'no-district') return undefined
    throw error
  }
}

/** Says what has been done, whole or in part, and how long it took. */
function stepper(): (what: string, isWhole?: boolean) => void {
  let since = performance.now()
  return (what, isWhole = true) => {
    const now = performance.now()
    const sign = isWhole ? style.success('✔') : style.quiet('○')
    say(`${sign} ${what} ${style.quiet(`${secondsOf(now - since).toFixed(1)} s`)}`)
    since = now
  }
}

function readingsText({ sessions, intervals, left }: FirstReadings): string {
  if (sessions === 0) return left === 0 ? 'readings are up to date' : 'first readings are under way'
  const rest = left > 0 ? `; ${left.toLocaleString('en')} meters follow` : ''
  return `first readings: ${sessions.toLocaleString('en')} meters, ${intervals.toLocaleString('en')} intervals stored${rest}`
}

function announce(
  { json, port }: StartDistrictFlags,
  { url, firstSignIn }: HeadEnd,
  meters: MetersProcess,
  { data, log }: { data: string; log: string },
): void {
  const [example] = meters.first.meters
  if (json) {
    show(
      true,
      { url, api: `${url}/api/v1`, data, log, meters: meters.first.meters.length, pid: process.pid },
      () => '',
    )
  }
  say(
    box([
      `Console   ${style.place(url)}`,
      `Sign in   ${signInLine(firstSignIn, data)}`,
      `Data      ${data}`,
      `Log       ${log}`,
      `Stop      Ctrl-C; ${port === 8080 ? 'npm start' : 'the same command'} goes on where it was`,
    ]),
  )
  if (example !== undefined)
    say(style.quiet(`Read a meter:  npx ferraris meter read '${example.uri}'${dataHint(data)}`))
}

/** The data folder need not be named where it is the usual one. */
function dataHint(data: string): string {
  return data === resolve('./data') ? '' : ` --data ${data}`
}

function throwLost(): never {
  throw new ProcessError('meters-lost', 'the meters cannot be kept running; see the messages above')
}
