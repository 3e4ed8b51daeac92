import { useLocation } from 'wouter'
import { deviceStates } from '../api/resources.ts'
import { chooseLanguage } from '../i18n/language.ts'
import { type Language, languages } from '../i18n/locales.ts'
import { useText } from '../i18n/use-text.ts'
import type { IconName } from '../kit/icon.tsx'
import { useSignOut } from '../session/session.ts'
import { chooseTheme, themes } from '../theme/theme.ts'
import { rooms } from './rooms.ts'

export interface Command {
  readonly id: string
  readonly name: string
  readonly icon: IconName
  /** The keys that do the same, apart by spaces. */
  readonly keys?: string
  readonly run: () => void
}

/** What the palette can do besides finding meters. */
export function useCommands(onHelp: () => void): Command[] {
  const t = useText()
  const [, go] = useLocation()
  const signOut = useSignOut()
  return [
    ...rooms.map(room => ({
      id: room.href,
      name: t(room.name),
      icon: room.icon,
      keys: `g ${room.key}`,
      run: () => go(room.href),
    })),
    ...(['new-meters', 'balance'] as const).map(tab => ({
      id: `network ${tab}`,
      name: `${t('room.network')}: ${t(`network.tab.${tab}`)}`,
      icon: 'network' as const,
      run: () => go(`/network/${tab}`),
    })),
    ...deviceStates.map(state => ({
      id: `state ${state}`,
      name: `${t('room.meters')}: ${t(`state.${state}`)}`,
      icon: 'meter' as const,
      run: () => go(`/meters?state=${state}`),
    })),
    ...themes.map(theme => ({
      id: `theme ${theme}`,
      name: `${t('settings.theme')}: ${t(`theme.${theme}`)}`,
      icon: 'settings' as const,
      run: () => chooseTheme(theme),
    })),
    ...Object.entries(languages).map(([language, { name }]) => ({
      id: `language ${language}`,
      name: `${t('settings.language')}: ${name}`,
      icon: 'settings' as const,
      run: () => void chooseLanguage(language as Language),
    })),
    { id: 'help', name: t('help.title'), icon: 'keyboard', keys: '?', run: onHelp },
    { id: 'sign-out', name: t('shell.sign-out'), icon: 'person', run: () => signOut.mutate() },
  ]
}
