import { startHeadEnd as start } from '@ferraris/head-end'
import { stopSignal } from '../stop-signal.ts'
import { say, show } from '../terminal/say.ts'
import { style } from '../terminal/style.ts'
import { type ConcentratorFlags, concentratorAccess } from './concentrators.ts'
import { consolePages } from './console-pages.ts'
import { makeDataFolder } from './data-folder.ts'
import { type MessageFlags, messageValidation } from './messages.ts'
import { type HeadEndFlags, headEndSettings } from './options.ts'
import { type PushFlags, pushPlaces } from './pushes.ts'
import { signInLine } from './sign-in.ts'

/** `head-end start`: until it is stopped. Its log goes to stderr, as a service's should. */
export async function startHeadEnd(
  flags: HeadEndFlags & ConcentratorFlags & MessageFlags & PushFlags,
): Promise<void> {
  const settings = headEndSettings(flags)
  makeDataFolder(settings.data)
  const pages = consolePages()
  const concentrators = concentratorAccess(flags)
  const headEnd = await start({
    ...settings,
    ...messageValidation(flags),
    ...(pages !== undefined && { console: pages }),
    ...(concentrators && { concentrators }),
    pushes: pushPlaces(flags),
  })
  const { mqttPort, tunnelPort } = headEnd
  const document = {
    url: headEnd.url,
    api: `${headEnd.url}/api/v1`,
    data: settings.data,
    pid: process.pid,
    mqttPort,
    tunnelPort,
    pushPlaces: headEnd.pushPlaces,
  }
  show(flags.json, document, () => headEnd.url)
  say(
    `${style.success('●')} Sign in: ${signInLine(headEnd.firstSignIn, settings.data)}. Ctrl-C stops the head-end.`,
  )
  await stopSignal()
  await headEnd.close()
}
