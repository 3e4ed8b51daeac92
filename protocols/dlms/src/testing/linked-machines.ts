import { fromHex, toHex } from '@ferraris/bytes'
import { type Data, data, decodeData, encodeData, type Obis, obis } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import { type ConformanceService, conformanceOf } from '../apdu/association/conformance.ts'
import type { AttributeDescriptor, MethodDescriptor } from '../apdu/elements/descriptors.ts'
import { createClient, stepClient } from '../client/client.ts'
import type { ClientInput, ClientOutput, ClientSettings, ClientState } from '../client/state.ts'
import type { Notification } from '../push/notification.ts'
import type { ResponseTo, ServiceRequest } from '../request.ts'
import { SuiteKeys } from '../security/keys/suite-keys.ts'
import { notifyClient } from '../server/notify.ts'
import { createServer, stepServer } from '../server/server.ts'
import type { Requester, ServerOutput, ServerSettings, ServerState } from '../server/state.ts'
import { assignShortNames } from '../short-names/assign.ts'
import { ShortNames } from '../short-names/short-names.ts'

export const register = { classId: 3, obis: obisCodes.activeEnergyImport, attribute: 2 }
export const text = { classId: 1, obis: obisCodes.serialNumber, attribute: 2 }
export const script = { classId: 9, obis: obis('0.0.10.0.1.255'), method: 1 }
export const both = { authenticated: true, encrypted: true }

/** A value too long for one APDU of the machines of a test. */
export function longValue(count: number) {
  return data.array(...Array.from({ length: count }, (_, i) => data.doubleLongUnsigned(i * 3)))
}

const allServices: readonly ConformanceService[] = [
  'read',
  'write',
  'unconfirmed-write',
  'parameterized-access',
  'information-report',
  'block-transfer-with-get-or-read',
  'block-transfer-with-set-or-write',
  'block-transfer-with-action',
  'multiple-references',
  'data-notification',
  'event-notification',
  'access',
  'get',
  'set',
  'action',
  'selective-access',
]
export const everything = conformanceOf(...allServices)
export const withBlocks = conformanceOf(...allServices, 'general-block-transfer')
/** Nothing but general blocks for what is long. */
export const onlyGeneralBlocks =
  withBlocks &
  ~conformanceOf(
    'block-transfer-with-get-or-read',
    'block-transfer-with-set-or-write',
    'block-transfer-with-action',
  )
export function without(...services: ConformanceService[]) {
  return everything & ~conformanceOf(...services)
}

const titles = { client: fromHex('4d4d4d0000000001'), server: fromHex('4645520000000001') }
function keys() {
  return new SuiteKeys(
    fromHex('000102030405060708090a0b0c0d0e0f'),
    fromHex('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf'),
  )
}

/** A device of a register, a text that can be written, and a script that gives its parameter back. */
function smallDevice() {
  const values = new Map<Obis, Data>([
    [register.obis, data.doubleLongUnsigned(4711)],
    [text.obis, data.octets(fromHex('31323334'))],
  ])
  const calls: { method: number; parameters: Data | undefined }[] = []
  const device = {
    get: (_: Requester, { classId, instanceId, attributeId }: AttributeDescriptor, selection?: unknown) => {
      if (classId === 12 && attributeId === 2) return encodeData(names.encode())
      const value = values.get(instanceId)
      if (value === undefined) return 'object-undefined' as const
      return encodeData(selection === undefined ? value : data.structure(value, value))
    },
    set: (_: Requester, { instanceId }: AttributeDescriptor, value: Uint8Array) => {
      if (instanceId === register.obis) return 'read-write-denied' as const
      values.set(instanceId, decodeData(value))
      return 'success' as const
    },
    action: (_: Requester, { instanceId, methodId }: MethodDescriptor, parameters?: Uint8Array) => {
      calls.push({ method: methodId, parameters: parameters && decodeData(parameters) })
      if (instanceId !== script.obis) return { result: 'object-undefined' as const }
      return { result: 'success' as const, ...(parameters && { data: parameters }) }
    },
  }
  return { values, calls, device }
}

/** The device's objects by short names. */
export const names = new ShortNames(
  assignShortNames([
    { ...register, version: 0, attributes: 3, methods: 1 },
    { ...text, version: 0, attributes: 2, methods: 0 },
    { ...script, version: 0, attributes: 2, methods: 1 },
  ]),
)

export interface LinkOptions {
  /** HLS 5 with keys, or an association without authentication. */
  readonly secured?: boolean
  readonly client?: Partial<ClientSettings>
  readonly server?: Partial<ServerSettings>
}

/** Both real machines, joined by a connection that loses nothing. */
export class LinkedMachines {
  client: ClientState
  server: ServerState
  readonly settings: ServerSettings
  readonly objects = smallDevice()
  /** All APDUs as hex, `>` from the client, `<` from the server. */
  readonly frames: string[] = []
  readonly notifications: Notification[] = []
  /** What the server's machine said besides APDUs. */
  readonly heard: ServerOutput[] = []
  /** What each side received, and in which state it was before. */
  readonly toServer: { readonly state: ServerState; readonly apdu: Uint8Array }[] = []
  readonly toClient: { readonly state: ClientState; readonly apdu: Uint8Array }[] = []

  constructor({ secured = false, client = {}, server = {} }: LinkOptions = {}) {
    let counter = 100
    let received = -1
    const counters = {
      take: () => counter++,
      received: () => received,
      accept: (value: number) => {
        received = value
      },
    }
    this.settings = {
      systemTitle: titles.server,
      conformance: everything,
      maxReceivePduSize: 0,
      maxRequestLength: 10_000,
      associations: new Map([
        [16, { authentication: { mechanism: 'lowest' } }],
        [
          1,
          {
            authentication: { mechanism: 'high-gmac' },
            security: { keys: keys(), policy: both, counters },
          },
        ],
      ]),
      device: this.objects.device,
      referencing: 'both',
      shortNames: names,
      random: length => new Uint8Array(length).fill(7),
      ...server,
    }
    const settings: ClientSettings = {
      authentication: secured
        ? { mechanism: 'gmac', challenge: fromHex('0102030405060708') }
        : { mechanism: 'none' },
      ...(secured && { security: { systemTitle: titles.client, keys: keys(), protection: both } }),
      proposedConformance: everything,
      maxReceivePduSize: 0xffff,
      maxResponseLength: 100_000,
      ...client,
    }
    this.client = createClient(settings, { next: 0, end: 10_000 })
    this.server = createServer(secured ? 1 : 16)
  }

  /** Gives the client an input and steps both until neither has anything to send. */
  run(input: ClientInput): ClientOutput[] {
    const results: ClientOutput[] = []
    const toServer: Uint8Array[] = []
    const step = (next: ClientInput) => {
      if (next.kind === 'apdu') this.toClient.push({ state: this.client, apdu: next.apdu })
      const [state, outputs] = stepClient(this.client, next)
      this.client = state
      for (const output of outputs) {
        if (output.kind === 'send') toServer.push(output.apdu)
        else if (output.kind === 'notification') this.notifications.push(output.notification)
        else results.push(output)
      }
    }
    step(input)
    for (let apdu = toServer.shift(); apdu !== undefined; apdu = toServer.shift()) {
      this.frames.push(`> ${toHex(apdu)}`)
      for (const answer of this.serve(apdu)) step({ kind: 'apdu', apdu: answer })
    }
    return results
  }

  /** What the server answers to an APDU. */
  serve(apdu: Uint8Array): Uint8Array[] {
    this.toServer.push({ state: this.server, apdu })
    const [state, outputs] = stepServer(this.settings, this.server, apdu)
    this.server = state
    return this.#sent(outputs)
  }

  /** Lets the server send of its own. */
  notify(notification: Notification): void {
    const [state, outputs] = notifyClient(this.settings, this.server, notification)
    this.server = state
    for (const apdu of this.#sent(outputs)) this.run({ kind: 'apdu', apdu })
  }

  #sent(outputs: readonly ServerOutput[]): Uint8Array[] {
    return outputs.flatMap(output => {
      if (output.kind !== 'send') {
        this.heard.push(output)
        return []
      }
      this.frames.push(`< ${toHex(output.apdu)}`)
      return [output.apdu]
    })
  }

  /** Associates, or throws what became of it. */
  associate(): this {
    const [output] = this.run({ kind: 'associate' })
    if (output?.kind === 'failed') throw output.error
    return this
  }

  /** The results of a request, or throws why there are none. */
  ask<R extends ServiceRequest>(request: R): ResponseTo<R>['results'] {
    const [output] = this.run({ kind: 'request', request })
    if (output?.kind === 'response') return output.response.results as ResponseTo<R>['results']
    throw output?.kind === 'failed' ? output.error : new Error('no answer')
  }

  /** The values of attributes, or why there are none. */
  read(...items: Extract<ServiceRequest, { service: 'get' }>['items']): (Data | string)[] {
    return this.ask({ service: 'get', items }).map(result =>
      result.kind === 'data' ? decodeData(result.data) : result.result,
    )
  }
}
