import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { useMay, usePerson, useSignOut } from '../session/session.ts'
import { LanguageSelect } from '../settings/language-select.tsx'
import { Disc } from '../shell/disc.tsx'

/** The frame around every room of the platform. */
export default function Frame({ children }: { children: ReactNode }) {
  const t = useText()
  const [path] = useLocation()
  const person = usePerson()
  const signOut = useSignOut()
  // An evaluator sees sums and pseudonyms: who takes part is none of its business.
  const mayLookAtAll = useMay('viewer')
  const isMember = useMay('vendor')
  const rooms = [
    { href: '/', name: t('campaign.room.overview') },
    { href: '/devices', name: t('campaign.room.devices') },
    ...(mayLookAtAll || isMember
      ? [
          { href: '/participants', name: t('campaign.room.participants') },
          { href: '/support', name: t('campaign.room.support') },
        ]
      : []),
  ]
  return (
    <>
      <header className="sticky top-0 z-20 border-b border-line bg-surface">
        <div className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 px-6 max-tablet:px-4 max-tablet:py-1">
          <Link href="/" className="flex items-center gap-2 rounded-control pr-1">
            <Disc size={24} />
            <span className="text-section font-semibold tracking-tight">{t('campaign.name')}</span>
          </Link>
          <nav aria-label={t('campaign.rooms')} className="max-tablet:order-last max-tablet:w-full">
            <ul className="flex gap-1 overflow-x-auto">
              {rooms.map(({ href, name }) => (
                <li key={href}>
                  <Link
                    href={href}
                    aria-current={(href === '/' ? path === '/' : path.startsWith(href)) ? 'page' : undefined}
                    className="flex h-9 max-tablet:h-11 items-center rounded-control px-3 whitespace-nowrap text-ink-2 hover:bg-sunken hover:text-ink aria-[current]:bg-tint aria-[current]:font-medium aria-[current]:text-accent"
                  >
                    {name}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          <div className="ml-auto flex items-center gap-2">
            <LanguageSelect className="w-32 [&_.label]:sr-only" />
            <Button look="quiet" onPress={() => signOut.mutate()}>
              {t('campaign.sign-out', { name: person ?? '' })}
            </Button>
          </div>
        </div>
      </header>
      {children}
    </>
  )
}
