import { readFileSync } from 'node:fs'
import { startMonitoring as start } from '@ferraris/monitoring'
import { InputError } from '../errors.ts'
import { monitoringPages } from '../head-end/console-pages.ts'
import { makeDataFolder } from '../head-end/data-folder.ts'
import { type HeadEndFlags, headEndSettings } from '../head-end/options.ts'
import { signInLine } from '../head-end/sign-in.ts'
import { stopSignal } from '../stop-signal.ts'
import { say, show } from '../terminal/say.ts'
import { style } from '../terminal/style.ts'

interface MonitoringFlags extends HeadEndFlags {
  readonly mqttPort: number
  readonly mqttCa?: string
  readonly headEnd?: string
  readonly mail?: string
  readonly mailFrom?: string
}

/** `monitoring start`: until it is stopped. Its log goes to stderr, as a service's should. */
export async function startMonitoring(flags: MonitoringFlags): Promise<void> {
  const { privateNetworks: _, ...settings } = headEndSettings(flags)
  const tls = mqttTls(flags)
  const headEnd = headEndOf(flags)
  const mail = mailOf(flags)
  makeDataFolder(settings.data)
  const pages = monitoringPages()
  const monitoring = await start({
    ...settings,
    mqtt: { host: flags.host, port: flags.mqttPort, ...(tls && { tls }) },
    ...(pages !== undefined && { console: pages }),
    ...(headEnd && { headEnd }),
    ...(mail && { mail }),
  })
  const document = {
    url: monitoring.url,
    api: `${monitoring.url}/api/v1`,
    data: settings.data,
    pid: process.pid,
    mqttPort: monitoring.mqttPort,
  }
  show(flags.json, document, () => monitoring.url)
  say(
    `${style.success('●')} Sign in: ${signInLine(monitoring.firstSignIn, settings.data)}. Counters come in at port ${monitoring.mqttPort}. Ctrl-C stops the platform.`,
  )
  await stopSignal()
  await monitoring.close()
}

function mqttTls({ tlsCert, tlsKey, mqttCa }: MonitoringFlags) {
  if (mqttCa === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined)
    throw new InputError('--tls-cert', 'is missing beside --mqtt-ca', 'give --tls-cert and --tls-key, too')
  return {
    cert: readPem('--tls-cert', tlsCert),
    key: readPem('--tls-key', tlsKey),
    ca: readPem('--mqtt-ca', mqttCa),
  }
}

function readPem(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new InputError(option, (error as Error).message, 'name a PEM file that this user may read')
  }
}

function headEndOf({ headEnd: url }: MonitoringFlags) {
  if (url === undefined) return undefined
  const token = process.env.FERRARIS_HEAD_END_TOKEN
  if (!token)
    throw new InputError(
      'FERRARIS_HEAD_END_TOKEN',
      'is missing',
      'put the token of a viewer of the head-end into the environment',
    )
  if (!URL.canParse(url))
    throw new InputError('--head-end', `${url} is no address`, 'write https://head-end.example')
  return { url: new URL(url).origin, token }
}

function mailOf({ mail: url, mailFrom: from }: MonitoringFlags) {
  if (url === undefined && from === undefined) return undefined
  if (url === undefined)
    throw new InputError('--mail', 'is missing beside --mail-from', 'write --mail smtps://mail.example')
  if (from === undefined || !/^[^\s@]+@[^\s@]+$/.test(from))
    throw new InputError(
      '--mail-from',
      'is no address that mails can come from',
      'write --mail-from campaign@utility.example',
    )
  const { FERRARIS_MAIL_USERNAME: username, FERRARIS_MAIL_PASSWORD: password } = process.env
  return { url, from, username, password }
}
