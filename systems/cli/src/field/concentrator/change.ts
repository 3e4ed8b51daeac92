import type { CalendarEntry, OperatorSettings } from '@ferraris/uplink'
import { changesOf, type SettingFlags } from '../../concentrator/setting-flags.ts'
import { InputError } from '../../errors.ts'
import { show } from '../../terminal/say.ts'
import { type AccessOptions, withConcentrator } from './access.ts'

/** `field concentrator set`: settings, and those in force afterwards. */
export async function setConcentrator(uri: string, options: AccessOptions & SettingFlags): Promise<void> {
  const settings = changesOf(options) as OperatorSettings
  if (Object.keys(settings).length === 0)
    throw new InputError('settings', 'are missing', 'give at least one, for example --attempts 6')
  const inForce = await withConcentrator(uri, options, async desk => {
    await desk.ask({ kind: 'set-settings', settings }, 'done')
    return (await desk.ask({ kind: 'settings' }, 'settings')).settings
  })
  show(options.json, inForce, () =>
    Object.entries(inForce)
      .map(([name, value]) => `${name.padEnd(22)} ${value}`)
      .join('\n'),
  )
}

/** `field concentrator run`: an entry of its calendar, at once. */
export async function runConcentratorEntry(
  uri: string,
  entry: CalendarEntry,
  options: AccessOptions,
): Promise<void> {
  await withConcentrator(uri, options, desk => desk.ask({ kind: 'run-now', entry }, 'done'))
  show(options.json, { entry }, () => `${entry} was begun`)
}
