import { dlmsOverSmitp, type Meter } from '@ferraris/meter'
import { msPerMinute } from '@ferraris/metering'
import {
  formatSmitpUri,
  listenSmitp,
  type SmitpMedium,
  type SmitpService,
  serveOptical,
  TransportError,
} from '@ferraris/transport'
import { InputError, ProcessError } from '../../errors.ts'
import { type TlsOptions, tlsIdentity } from '../open/tls-files.ts'

/** Where a virtual meter speaks METERS AND MORE besides. */
export interface SmitpFaceOptions extends TlsOptions {
  readonly host: string
  readonly smitpPort?: number
  /** A serial port with an optical head. */
  readonly optical?: string
}

interface ServedSmitp {
  /** How clients reach it. */
  readonly uris: { readonly smitpUri?: string; readonly opticalUri?: string }
  close(): Promise<void>
}

const identification = {
  manufacturer: 'FER',
  baudCharacter: '5',
  capabilities: '4',
  identification: 'FERRARIS',
}

/** Serves a meter's tables, and its DLMS beside them, where the options say. Throws InputError and ProcessError. */
export async function serveSmitp(
  meter: Meter,
  options: SmitpFaceOptions,
  keyFile: string,
): Promise<ServedSmitp> {
  const { smitpPort, optical } = options
  const nowhere = { uris: {}, close: async () => {} }
  if (smitpPort === undefined && optical === undefined) return nowhere
  const service = serviceOf(meter, keyFile)
  const uri = (medium: SmitpMedium) =>
    formatSmitpUri({ ...medium, aca: service.aca, mode: 'hardened', device: meter.identity.serial })
  const overIp = smitpPort === undefined ? undefined : await listen(service, smitpPort, options)
  try {
    const port = optical && (await serveOptical({ service, path: optical, identification }))
    return {
      uris: {
        ...(overIp && { smitpUri: uri(overIp.medium) }),
        ...(optical && { opticalUri: uri({ medium: 'serial', path: optical }) }),
      },
      async close() {
        if (port) await port.close()
        await overIp?.close()
      },
    }
  } catch (error) {
    await overIp?.close()
    throw error
  }
}

function serviceOf(meter: Meter, keyFile: string): SmitpService {
  const face = meter.smitp
  if (face === undefined) {
    throw new InputError(
      '--keys',
      `${keyFile} has no k1 and k2 of ${meter.identity.serial}`,
      'add them, or name a file that is not there yet',
    )
  }
  return {
    aca: face.aca,
    answer: request => face.answer(request),
    supplied: () => meter.supplied,
    dlms: () => dlmsOverSmitp(meter.server, event => meter.log(event)),
    onFailure: error => console.error(`the meter could not answer: ${String(error)}`),
  }
}

async function listen(service: SmitpService, port: number, options: SmitpFaceOptions) {
  const { host } = options
  const tls = tlsIdentity(options)
  try {
    const listener = await listenSmitp({
      service,
      host,
      port,
      tls,
      maxConnections: 64,
      idleTimeoutMs: msPerMinute,
    })
    const medium: SmitpMedium = { medium: tls === undefined ? 'tcp' : 'tls', host, port: listener.port }
    return { medium, close: () => listener.close() }
  } catch (error) {
    if (error instanceof TransportError) throw error
    const { code } = error as NodeJS.ErrnoException
    throw new ProcessError('port-unusable', `cannot listen at ${host}:${port}: ${code}`, {
      cause: error,
    })
  }
}
