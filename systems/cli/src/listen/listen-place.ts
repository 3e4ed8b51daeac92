import { MeterUriError, type PushPlace, parseMeterUri } from '@ferraris/transport'
import { InputError } from '../errors.ts'

/** The port that IANA keeps for DLMS/COSEM pushes is that of DLMS/COSEM itself; meters are told one more, mostly. */
const defaultPort = 4060
const forms =
  'tcp://0.0.0.0:4060, udp://0.0.0.0:4060, serial:///dev/ttyUSB0?baud=2400&parity=even or mqtt://broker/topic'

/** Reads the place to listen at. Secrets of a broker come from the environment. Throws InputError. */
export function parseListenPlace(text: string, environment: NodeJS.ProcessEnv = process.env): PushPlace {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const scheme = url?.protocol.slice(0, -1)
  if (url === undefined || scheme === undefined) throw new InputError('place', 'is no URI', `write ${forms}`)
  if (url.username !== '' || url.password !== '') {
    const hint = 'give them as FERRARIS_MQTT_USERNAME and FERRARIS_MQTT_PASSWORD'
    throw new InputError('place', 'holds secrets', hint)
  }
  switch (scheme) {
    case 'tcp':
    case 'udp':
      return { medium: scheme, ...socketOf(url) }
    case 'serial':
      return serialOf(text)
    case 'mqtt':
    case 'mqtts':
      return brokerOf(url, text, environment)
    default:
      throw new InputError('place', `${scheme} is not known`, `write ${forms}`)
  }
}

function socketOf({ hostname, port, pathname, search }: URL): { host: string; port: number } {
  if (hostname === '') throw new InputError('place', 'names no address', `write ${forms}`)
  if ((pathname !== '' && pathname !== '/') || search !== '')
    throw new InputError('place', 'ends with the port', `write ${forms}`)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return { host, port: port === '' ? defaultPort : Number(port) }
}

/** A serial port as in the URI of a meter; unless told otherwise, at the speed of most customer ports. */
function serialOf(text: string): PushPlace {
  const line = /[?&]baud=/.test(text) ? '' : `${text.includes('?') ? '&' : '?'}baud=2400`
  try {
    const uri = parseMeterUri(`dlms+${text}${line}`)
    if (uri.medium === 'serial') {
      const { medium, path, baud, bits, parity, stop } = uri
      return { medium, path, baud, bits, parity, stop }
    }
  } catch (error) {
    if (!(error instanceof MeterUriError)) throw error
    throw new InputError('place', error.message.replace('meter URI, ', ''), `write ${forms}`, {
      cause: error,
    })
  }
  throw new InputError('place', 'is no serial port', `write ${forms}`)
}

function brokerOf(url: URL, text: string, environment: NodeJS.ProcessEnv): PushPlace {
  // A # in a topic filter looks like a fragment: the topic is all behind the broker, as it stands.
  const [, topic = ''] = /^\w+:\/\/[^/]*\/(.*)$/.exec(text) ?? []
  if (url.hostname === '' || topic === '')
    throw new InputError(
      'place',
      'is no broker with a topic',
      'write for example mqtt://127.0.0.1:1883/han/#',
    )
  const { FERRARIS_MQTT_USERNAME: username, FERRARIS_MQTT_PASSWORD: password } = environment
  return {
    medium: 'mqtt',
    url: `${url.protocol}//${url.host}`,
    topic,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  }
}
