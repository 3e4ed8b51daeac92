import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { defined } from '@ferraris/bytes'
import {
  type District,
  describeDistrict,
  type LinesDescription,
  readLineKeys,
  startDistrict,
} from '@ferraris/district'
import type { Enrolment, HeadEnd } from '@ferraris/head-end'
import { startTestHeadEnd } from '@ferraris/head-end/testing'
import { acaOf } from '@ferraris/meter'
import { concentratorCertificate, serverCertificate } from '@ferraris/testing/certificates'

const token = 'power-line-tests-0123456789abcdef'
/** The client that holds the master key. */
const management = 1
const step = 90_000
/** What is on its way must arrive within this real time, milliseconds; more is left to the next step. */
const patience = 5000
export const minute = 60_000
export const hour = 60 * minute

export interface Shape {
  readonly meters: number
  readonly direct: number
  readonly substations: number
  /** Epoch milliseconds. */
  readonly start: number
  /** Without homes that are hard to reach. */
  readonly allInReach?: boolean
  /** Meters of the other model, by their serial numbers. */
  readonly basicMeters?: readonly string[]
  /** Meters with an address of their own push to the head-end. */
  readonly pushes?: boolean
  /** The one concentrator, C1, calls by TLS and is known by its certificate: Original-SMITP over IP beside G2. */
  readonly tls?: boolean
}

/**
 * A district with its power lines and a real head-end beside it, in one process and on one clock that a test moves: hours
 * pass in seconds. Messages go through the real broker.
 */
export class SimulatedWorld {
  readonly clock: { time: number; now(): number }
  /** The data folder of district and head-end. */
  readonly data: string
  readonly #shape: Shape
  district!: District
  #headEnd!: HeadEnd

  private constructor(shape: Shape) {
    this.#shape = shape
    this.data = mkdtempSync(join(tmpdir(), 'ferraris-power-line-'))
    this.clock = { time: shape.start, now: () => this.clock.time }
  }

  /** Begins, and waits until the lines have reached the present and everything they know is stored. */
  static async begin(shape: Shape): Promise<SimulatedWorld> {
    const world = new SimulatedWorld(shape)
    world.#headEnd = await startTestHeadEnd({
      data: world.data,
      concentrators: shape.tls ? world.#doorsByTls() : { mqttPort: 0, tunnelPort: 0 },
      apiToken: token,
      ...(shape.pushes && { pushes: [{ medium: 'tcp', host: '127.0.0.1', port: 0 }] as const }),
      privateNetworks: ['127.0.0.1'],
      clock: world.clock,
    })
    await world.startDistrict()
    return world
  }

  /** Starts the district, as after a stop of its process. */
  async startDistrict(): Promise<void> {
    const { meters, direct, substations, allInReach = false, basicMeters = [] } = this.#shape
    this.district = await startDistrict({
      meters,
      direct,
      substations,
      allInReach,
      basicMeters,
      data: this.data,
      seed: 3,
      historyDays: 20,
      clock: this.clock,
      basePort: 0,
    })
    const credentials: Record<string, string> = {}
    for (const { name, substation, balanceMeter } of describeDistrict(this.data).concentrators ?? []) {
      credentials[name] = `credential-of-${name}`
      const enrolment = { id: name, substation, balanceMeter: acaOf(balanceMeter) }
      await this.#headEnd.admitConcentrator(enrolment, credentials[name])
    }
    await this.#headEnd.enrol(this.#enrolments())
    const [place] = this.#headEnd.pushPlaces
    if (place !== undefined)
      this.district.pushTo({ host: '127.0.0.1', port: Number(place.split(':').at(-1)) })
    const { mqttPort, tunnelPort, smitpPort } = this.#headEnd
    this.lines.connect(
      this.#shape.tls
        ? {
            broker: `mqtts://localhost:${mqttPort}`,
            tunnel: {
              host: 'localhost',
              port: defined(smitpPort, 'the port of Original-SMITP'),
              signIn: 'certificate',
            },
            tls: concentratorCertificate,
            credentials,
          }
        : {
            broker: `mqtt://127.0.0.1:${mqttPort}`,
            tunnel: { host: '127.0.0.1', port: defined(tunnelPort, 'the tunnel port') },
            credentials,
          },
    )
    await this.until(async () => {
      const { live, concentrators: sites } = this.lines.progress()
      return live && sites.every(({ pending }) => pending === 0)
    })
  }

  get lines() {
    return defined(this.district.lines, 'the power lines')
  }

  get faults() {
    return this.district.faults
  }

  /** Where the head-end listens. */
  get url(): string {
    return this.#headEnd.url
  }

  get plan(): LinesDescription {
    return this.lines.describe()
  }

  /** Enrols a meter once more with the keys that it was installed with. */
  async enrolAgain(serial: string): Promise<void> {
    await this.#headEnd.enrol(this.#enrolments().filter(one => one.serial === serial))
  }

  async get<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.#headEnd.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  /** Puts JSON in the place of what is there. */
  async put<T>(path: string, body: object): Promise<T> {
    return await this.post(path, body, 'PUT')
  }

  /** Sends JSON, or octets as they are. */
  async post<T>(path: string, body: object | Uint8Array<ArrayBuffer>, method = 'POST'): Promise<T> {
    const isOctets = body instanceof Uint8Array
    const answer = await fetch(`${this.#headEnd.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': isOctets ? 'application/octet-stream' : 'application/json',
      },
      body: isOctets ? body : JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  /** The head-end's figures, as they are scraped. */
  async metrics(): Promise<string> {
    const answer = await fetch(`${this.#headEnd.url}/metrics`, {
      headers: { authorization: `Bearer ${token}` },
    })
    return await answer.text()
  }

  /** Hands a message over as another system does, and gives the answer. */
  async message(xml: string): Promise<string> {
    const answer = await fetch(`${this.#headEnd.url}/api/v1/integration/cim`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/xml' },
      body: xml,
    })
    return await answer.text()
  }

  /** Lets time pass, in steps so small that the head-end answers before any timeout. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.clock.time + milliseconds
    while (this.clock.time < end) await this.#step(Math.min(end, this.clock.time + step))
  }

  /** What is asked of a meter goes over the line, on the time of this world: it passes until there is an answer. */
  async overTheLine<T>(asked: Promise<T>): Promise<T> {
    let isOpen = true
    const answer = asked.finally(() => {
      isOpen = false
    })
    answer.catch(() => {})
    while (isOpen) await this.advance(2000)
    return await answer
  }

  /** Lets time pass until something holds, at most so long; false if it does not hold then either. */
  async advanceUntil(holds: () => Promise<boolean>, most: number): Promise<boolean> {
    const end = this.clock.time + most
    while (this.clock.time < end) {
      if (await holds()) return true
      await this.advance(5 * minute)
    }
    // What was said by then may still be on its way to the head-end, while this clock stands.
    const last = performance.now() + patience
    while (!(await holds()) && performance.now() < last) await delay(20)
    return await holds()
  }

  /** Waits in real time; vitest's time limit ends it otherwise. */
  async until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await delay(20)
  }

  async close(): Promise<void> {
    await this.district.close()
    await this.#headEnd.close()
    rmSync(this.data, { recursive: true, force: true })
  }

  /** The head-end's doors, with the certificate of tests in files. */
  #doorsByTls() {
    const file = (name: keyof typeof serverCertificate) => {
      const path = join(this.data, `head-end-${name}.pem`)
      writeFileSync(path, serverCertificate[name], { mode: 0o600 })
      return path
    }
    return { mqttPort: 0, smitpPort: 0, tls: { ca: file('ca'), cert: file('cert'), key: file('key') } }
  }

  #enrolments(): Enrolment[] {
    const ring = JSON.parse(readFileSync(join(this.data, 'keys.json'), 'utf8')) as ({
      device: string
    } & Enrolment['keys'][number])[]
    const keys = Map.groupBy(ring, ({ device }) => device)
    const lineKeys = readLineKeys(this.data)
    const masterKeys = JSON.parse(readFileSync(join(this.data, 'master-keys.json'), 'utf8')) as Record<
      string,
      string
    >
    const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex')
    return this.district.meters.map(({ serial, uri }) => {
      const onLine = lineKeys.get(serial)
      return {
        serial,
        uri,
        eventProfile: 'ferraris',
        keys: defined(keys.get(serial), `the keys of ${serial}`).map(({ client, guek, gak }) => ({
          client,
          guek,
          gak,
          ...(client === management && { kek: masterKeys[serial] }),
        })),
        ...(onLine && { lineKeys: { k1: hex(onLine.k1), k2: hex(onLine.k2) } }),
      }
    })
  }

  /** Time goes on when everything read so far is stored: a busy machine must not look like a slow network. */
  async #step(time: number): Promise<void> {
    this.clock.time = time
    this.lines.look()
    do await delay(2)
    while (this.lines.progress().lineTime < Math.floor(time) - 1)
    const end = performance.now() + patience
    while (this.#isBringing() && performance.now() < end) await delay(2)
  }

  /** Whether a concentrator that can has something that the head-end has not yet. */
  #isBringing(): boolean {
    const cutOff = this.lines.faults().map(({ target }) => target)
    return this.lines
      .progress()
      .concentrators.some(({ name, pending }) => pending > 0 && !cutOff.includes(name))
  }
}
