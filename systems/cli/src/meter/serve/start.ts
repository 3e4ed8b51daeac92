import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { at } from '@ferraris/bytes'
import { zone } from '@ferraris/cosem'
import { keepAwake, pushOverNetwork } from '@ferraris/district'
import {
  CurveCache,
  clients,
  identityOf,
  italianBands,
  Journal,
  type LoadSource,
  LocalCalendar,
  LockError,
  logicalDevice,
  Meter,
  type MeterModel,
  type NonVolatile,
  readLoadCurves,
  syntheticHousehold,
  TariffCalendar,
} from '@ferraris/meter'
import { wholeSecondsOf } from '@ferraris/metering'
import { formatMeterUri, type UriAuthentication } from '@ferraris/transport'
import { InputError, ProcessError } from '../../errors.ts'
import { stopSignal } from '../../stop-signal.ts'
import { say, show } from '../../terminal/say.ts'
import { style } from '../../terminal/style.ts'
import { callHeadEnd } from './call-head-end.ts'
import { type CustomerPortOptions, openCustomerPort } from './customer-port.ts'
import { checkAssociations, type FurtherAuthentication, furtherClients } from './further-clients.ts'
import { serveHarms } from './harm-door.ts'
import { openMeterKeys } from './meter-keys.ts'
import { type ServeOptions, serveMeter } from './serve.ts'
import { type SmitpFaceOptions, serveSmitp } from './serve-smitp.ts'

interface StartMeterOptions extends ServeOptions, CustomerPortOptions, SmitpFaceOptions {
  readonly serial: string
  readonly seed: number
  readonly loadCurves?: string
  readonly household?: string
  readonly history: number
  readonly data: string
  readonly keys?: string
  readonly suite: 0 | 1 | 2
  readonly associations: readonly FurtherAuthentication[]
  readonly referencing: 'ln' | 'sn' | 'both'
  readonly model: MeterModel
  readonly timeZone: string
  /** A head-end that it calls. */
  readonly calls?: string
  readonly json?: boolean
}

const referencings = { ln: 'LN', sn: 'SN', both: 'both' } as const

/** Load profiles reach back this far at least. */
const leastDepthDays = 60

/** `meter start`: one virtual meter on a port, until it is stopped. */
export async function startMeter(options: StartMeterOptions): Promise<void> {
  const { serial } = options
  checkSerial(serial)
  const calendar = new LocalCalendar(zoneOf(options.timeZone))
  const load = loadOf(options)
  const { journal, memory } = openMemory(options.data, serial)
  const { suite, associations: further } = options
  checkAssociations(further, suite)
  const keys = openMeterKeys(options.keys ?? join(options.data, 'keys.json'), { serial, suite, further })
  const meter = new Meter(
    {
      serial,
      load,
      seed: options.seed,
      phases: load.contractedPower > 6000 ? 3 : 1,
      origin: originOf(memory, calendar.at(wholeSecondsOf(Date.now())).day - options.history),
      depthDays: Math.max(leastDepthDays, options.history),
      memory,
      referencing: referencings[options.referencing],
      model: options.model,
      push: pushOverNetwork,
      ...(keys.smitp && { smitp: { operational: keys.smitp } }),
    },
    { calendar, tariffs: new TariffCalendar(italianBands), curves: new CurveCache() },
    keys.keys,
    Date,
  )
  const served = await serveMeter(
    {
      server: logicalDevice,
      settings: meter.server,
      // The optical port and a serial line need no modem.
      supplied: () => (options.serialPort === undefined ? meter.reachable : meter.supplied),
      onEvent: event => meter.log(event),
      onFailure: error => console.error(`the meter could not answer: ${String(error)}`),
    },
    options,
  ).catch(error => {
    journal.close()
    throw error
  })
  const smitp = await serveSmitp(meter, options, keys.file).catch(async error => {
    await served.close()
    journal.close()
    throw error
  })
  const uri = (client: number, auth: UriAuthentication = 'gmac') =>
    formatMeterUri({
      ...served.place,
      client,
      auth,
      device: serial,
      ...(suite !== 0 && { suite }),
      ...(options.referencing === 'sn' && { referencing: 'sn' as const }),
    })
  const document = {
    serial,
    household: load.household,
    uri: uri(clients.reader),
    managementUri: uri(clients.management),
    ...(further.length > 0 && {
      furtherUris: further.map(authentication => uri(furtherClients[authentication].address, authentication)),
    }),
    ...smitp.uris,
    keys: keys.file,
  }
  show(options.json, document, () => document.uri)
  say(
    [
      `${style.success('●')} ${style.strong(serial)} measures ${load.household}; keys in ${keys.file}${keys.isNew ? ' (new)' : ''}`,
      style.quiet(`  npx ferraris meter read '${document.uri}' --keys ${keys.file}`),
      ...(document.furtherUris ?? []).map(further => style.quiet(`  ${further}`)),
      ...Object.values(smitp.uris).map(uri =>
        style.quiet(`  npx ferraris meter read '${uri}' --keys ${keys.file}`),
      ),
      style.quiet('  Ctrl-C stops it.'),
    ].join('\n'),
  )
  const port = await openPort(meter, options).catch(async error => {
    await smitp.close()
    await served.close()
    journal.close()
    throw error
  })
  const harms = await serveHarms(meter, options.data)
  const call = callHeadEnd(meter, options.calls)
  const awake = keepAwake(meter, error =>
    console.error(`the meter could not do its own work: ${String(error)}`),
  )
  await stopSignal()
  awake.close()
  call?.close()
  await harms.close()
  await port?.close()
  await smitp.close()
  await served.close()
  journal.close()
}

/** A customer port that breaks leaves the meter as it is. */
async function openPort(meter: Meter, { customerPort, ...rest }: StartMeterOptions) {
  if (customerPort === undefined) return undefined
  return await openCustomerPort(
    meter.server.device,
    { ...rest, customerPort },
    error => say(`${style.failure('✘')} customer port: ${error.message}`),
    () => !meter.supplied,
  )
}

function checkSerial(serial: string): void {
  try {
    identityOf(serial)
  } catch (error) {
    throw new InputError('--serial', (error as Error).message, 'write for example FER00000001', {
      cause: error,
    })
  }
}

function zoneOf(id: string) {
  try {
    return zone(id)
  } catch (error) {
    throw new InputError(
      '--time-zone',
      `${JSON.stringify(id)} is no IANA zone`,
      'write for example Europe/Rome',
      { cause: error },
    )
  }
}

function loadOf({ loadCurves, household, seed }: StartMeterOptions): LoadSource {
  if (loadCurves === undefined) {
    if (household === undefined) return syntheticHousehold(seed, 1)
    throw new InputError('--household', 'names a household of a file', 'give the file with --load-curves')
  }
  const curves = readLoadCurves(loadCurves)
  const name = household ?? at(curves.households, 0)
  const load = curves.source(name)
  if (load !== undefined) return load
  const some = curves.households.slice(0, 3).join(', ')
  throw new InputError('--household', `${loadCurves} has no household ${name}`, `it has for example ${some}`)
}

/** What the meter keeps without power: its counters above all, which must never go back. */
function openMemory(folder: string, serial: string): { journal: Journal; memory: NonVolatile } {
  try {
    mkdirSync(folder, { recursive: true })
    const journal = Journal.open(join(folder, 'meters.journal'))
    return { journal, memory: journal.of(serial) }
  } catch (error) {
    if (error instanceof LockError && error.code === 'held') throw error
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new ProcessError(
      'data-unwritable',
      `data folder ${folder} cannot be written: ${why}; choose one that is yours with --data`,
      { cause: error },
    )
  }
}

/** The day its records begin stays what it was when the meter was made. */
function originOf(memory: NonVolatile, proposed: number): number {
  const known = memory.get<number>('origin')
  if (known === undefined) memory.set('origin', proposed)
  return known ?? proposed
}
