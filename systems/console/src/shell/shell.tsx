import { type ReactNode, Suspense, useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { News } from '../alarms/news.tsx'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { Icon, Key } from '../kit/icon.tsx'
import { Boundary } from '../kit/part/boundary.tsx'
import { part } from '../kit/part/part.tsx'
import { Disc } from './disc.tsx'
import { FootNavigation } from './foot-navigation.tsx'
import { Navigation } from './navigation.tsx'
import { PersonMenu } from './person-menu.tsx'
import { rooms } from './rooms.ts'
import { useShortcuts } from './shortcuts.ts'
import { ZoneNote } from './zone-note.tsx'

const Palette = part(() => import('./palette.tsx'))
const HelpSheet = part(() => import('./help-sheet.tsx'))
const OwnPasswordDialog = part(() => import('../settings/own-password-dialog.tsx'))

const isApple = /Mac|iPhone|iPad/.test(navigator.platform)

/** The frame around every room: bar, rooms, palette, help. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useText()
  const [, go] = useLocation()
  const [sheet, setSheet] = useState<'palette' | 'help' | 'password' | null>(null)
  const close = () => setSheet(null)

  useShortcuts({
    '?': () => setSheet('help'),
    ...Object.fromEntries(rooms.map(room => [`g ${room.key}`, () => go(room.href)])),
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      setSheet(open => (open === 'palette' ? null : 'palette'))
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])

  return (
    <>
      <a
        href="#main"
        className="sr-only z-50 rounded-control bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('shell.skip')}
      </a>
      <header className="sticky top-0 z-20 border-b border-line bg-surface">
        <div className="flex h-12 items-center gap-4 px-6 max-tablet:px-4">
          <Link
            href="/"
            className="flex items-center gap-2 rounded-control pr-1"
            aria-label={t('shell.home')}
          >
            <Disc size={24} />
            <span className="text-section font-semibold tracking-tight">Ferraris</span>
          </Link>
          <Navigation />
          <div className="ml-auto flex shrink-0 items-center gap-1">
            <Button
              onPress={() => setSheet('palette')}
              className="text-ink-3 max-tablet:border-transparent max-tablet:px-2"
            >
              <Icon name="search" />
              <span className="max-desk:sr-only">{t('palette.title')}</span>
              <span aria-hidden="true" className="flex gap-1 max-desk:hidden">
                <Key>{isApple ? '⌘' : 'Ctrl'}</Key>
                <Key>K</Key>
              </span>
            </Button>
            <PersonMenu onHelp={() => setSheet('help')} onPassword={() => setSheet('password')} />
          </div>
        </div>
        <ZoneNote />
      </header>
      {children}
      <News />
      <FootNavigation />
      <Boundary of={sheet ?? ''}>
        <Suspense>
          {sheet === 'palette' && <Palette onClose={close} onHelp={() => setSheet('help')} />}
          {sheet === 'help' && <HelpSheet onClose={close} />}
          {sheet === 'password' && <OwnPasswordDialog onClose={close} />}
        </Suspense>
      </Boundary>
    </>
  )
}
