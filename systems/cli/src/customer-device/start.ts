import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readLayouts } from '@ferraris/chain2'
import {
  CounterUpload,
  CustomerDevice,
  type DeviceOutput,
  type DeviceStore,
  openLocalServer,
  openModbus,
  type Pairing,
  Pairings,
  PlatformLink,
  Publisher,
  Rules,
  Way,
} from '@ferraris/customer-device'
import { DataLock } from '@ferraris/meter/data-lock'
import { InputError } from '../errors.ts'
import { dataFolder } from '../keys/data-folder.ts'
import { stopSignal } from '../stop-signal.ts'
import { say, show } from '../terminal/say.ts'
import { style } from '../terminal/style.ts'
import { brokerPlace, hostAndPort, readRules, tlsOf } from './flags.ts'
import { type FolderFlags, firmwareVersion, localFile, openMadeDevice, type Plate } from './folder.ts'
import { LastFrames } from './last-frames.ts'
import { wayOf } from './place.ts'

export interface StartFlags extends FolderFlags {
  readonly port: number
  readonly host: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly broker?: string
  readonly ca?: string
  readonly discovery: string
  readonly platform?: string
  readonly monitoring?: string
  readonly assetProvider?: string
  readonly modbus?: string
  readonly modbusClient?: readonly string[]
  readonly rules?: string
  readonly layouts?: string
  readonly keys?: string
}

const heartbeatMs = 30_000
const thisMachine = 'this machine'

/** `customer-device start`: until it is stopped. */
export async function startDevice(place: string, flags: StartFlags): Promise<void> {
  const tls = tlsOf(flags)
  const modbusPlace = flags.modbus === undefined ? undefined : hostAndPort(flags.modbus, '--modbus')
  const rules = readRules(flags.rules)
  if (rules.length > 0 && flags.broker === undefined)
    throw new InputError('--rules', 'switch appliances by way of a broker', 'name it with --broker')
  if ((flags.monitoring === undefined) !== (flags.assetProvider === undefined))
    throw new InputError('--monitoring', 'and --asset-provider belong together', 'give both')
  // Two processes would each take a frame for new, and count it.
  const folder = dataFolder(flags.data)
  const { store, plate } = openMadeDevice(flags)
  const ends: (() => unknown)[] = [() => store.close()]
  try {
    const lock = DataLock.take(join(folder, 'device'))
    ends.unshift(() => lock.release())
    const device = openDevice(store, plate, flags)
    // A device that cannot keep what it receives would count it twice after the next start: it ends.
    const { promise: broken, reject: onStoreError } = Promise.withResolvers<never>()
    broken.catch(() => {})
    device.listen({ onOutput: tellLosses(), onStoreError })
    const pairings = pairingsOf(store)
    const frames = new LastFrames(device)
    const way = new Way(
      device,
      await wayOf(device, place, flags, where => say(style.quiet(`Telegrams come in at ${where}.`))),
    )
    ends.push(async () => {
      await way.close()
      device.keep()
    })
    const server = await openLocalServer({
      device,
      pairings,
      frames: () => frames.all,
      host: flags.host,
      port: flags.port,
      ...(tls && { tls }),
    })
    ends.push(() => server.close())
    if (modbusPlace !== undefined) {
      const modbus = await openModbus({ device, ...modbusPlace, paired: flags.modbusClient ?? [] })
      ends.push(() => modbus.close())
      say(style.quiet(`Modbus TCP at ${modbusPlace.host}:${modbus.port}.`))
    }
    openBrokers(device, store, flags, rules, ends)
    const url = `${tls === undefined ? 'http' : 'https'}://${flags.host}:${server.port}`
    publishLocally(flags, pairings, { url, cert: tls?.cert })
    ends.push(() => rmSync(localFile(flags), { force: true }))
    const heartbeat = setInterval(() => device.heartbeat(), heartbeatMs)
    ends.push(() => clearInterval(heartbeat))
    await way.start()
    const { id, address } = device.state.settings
    show(flags.json, { id, address, url, pid: process.pid }, () => id)
    say(`${style.success('●')} Device ${id} at ${style.place(url)}. Ctrl-C stops it.`)
    if (pairings.all.length < 2)
      say(`Pair a phone with the code ${style.strong(spaced(pairings.offer().code))}, within 10 minutes.`)
    await Promise.race([stopSignal(), broken])
  } finally {
    await endAll(ends.toReversed())
  }
}

/** Each, whatever becomes of the others; then throws what went wrong first. */
async function endAll(ends: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = []
  for (const end of ends)
    try {
      await end()
    } catch (error) {
      failures.push(error)
    }
  if (failures.length > 0) throw failures[0]
}

/** Says what was heard in vain: each loss, and once that a meter does not say which it is. */
function tellLosses(): (output: DeviceOutput) => void {
  let hasToldUnnamed = false
  return output => {
    if (output.kind === 'lost')
      say(style.failure(`${output.count} telegrams came faster than they could be taken in, and are lost.`))
    if (output.kind !== 'refused' || output.reason !== 'unnamed' || hasToldUnnamed) return
    hasToldUnnamed = true
    say(style.failure('A meter pushes without its number: it cannot be told from others, and is not shown.'))
  }
}

export function spaced(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`
}

function openDevice(store: DeviceStore, plate: Plate, flags: StartFlags): CustomerDevice {
  const layouts =
    flags.layouts === undefined ? undefined : readLayouts(JSON.parse(readFileSync(flags.layouts, 'utf8')))
  const settings = { ...plate, firmware: firmwareVersion(), ...(layouts && { layouts }) }
  return new CustomerDevice({ settings, store, now: () => Math.floor(Date.now() / 1000) })
}

function pairingsOf(store: DeviceStore): Pairings {
  const memory = {
    load: () => store.load<readonly Pairing[]>('pairings') ?? [],
    save: (pairings: readonly Pairing[]) => store.save('pairings', pairings),
  }
  return new Pairings(memory, Date.now)
}

function openBrokers(
  device: CustomerDevice,
  store: DeviceStore,
  flags: StartFlags,
  rules: ReturnType<typeof readRules>,
  ends: (() => unknown)[],
): void {
  const told = (what: string) => (state: 'up' | 'down', error?: Error) =>
    say(
      state === 'up'
        ? `${style.success('●')} connected to ${what}`
        : `○ no way to ${what}: ${error?.message ?? 'closed'}. It is tried again.`,
    )
  if (flags.broker !== undefined) {
    const place = brokerPlace(flags.broker, '--broker', flags.ca)
    const publisher = new Publisher({
      device,
      store,
      place,
      prefix: flags.discovery,
      onState: told("the home's broker"),
    })
    const followed = new Rules(device, store, publisher, rules)
    ends.push(
      () => publisher.close(),
      () => followed.close(),
    )
  }
  if (flags.platform !== undefined) {
    const platform = new PlatformLink(device, brokerPlace(flags.platform, '--platform', flags.ca))
    ends.push(() => platform.close())
  }
  if (flags.monitoring !== undefined && flags.assetProvider !== undefined) {
    const place = brokerPlace(flags.monitoring, '--monitoring', flags.ca)
    const options = { place, assetProvider: flags.assetProvider, state: () => device.state }
    const upload = new CounterUpload({ ...options, onState: told('the monitoring platform') })
    ends.push(() => upload.close())
  }
}

/** Tells the commands of this machine, and of this user alone, how to reach the device. */
function publishLocally(
  flags: FolderFlags,
  pairings: Pairings,
  where: { url: string; cert: string | undefined },
): void {
  for (const { id, name } of pairings.all) if (name === thisMachine) pairings.remove(id)
  const { token } = pairings.admit(thisMachine)
  writeFileSync(localFile(flags), JSON.stringify({ ...where, token, pid: process.pid }), { mode: 0o600 })
}
