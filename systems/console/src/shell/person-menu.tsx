import { useQuery } from '@tanstack/react-query'
import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components'
import { useLocation } from 'wouter'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { optionClasses } from '../kit/form/select.tsx'
import { Icon } from '../kit/icon.tsx'
import { sessionQuery, useSignOut } from '../session/session.ts'

interface PersonMenuProps {
  /** Without it there are neither rooms nor keys to help with. */
  readonly onHelp?: () => void
  readonly onPassword: () => void
}

/** The signed-in person, and signing out. */
export function PersonMenu({ onHelp, onPassword }: PersonMenuProps) {
  const t = useText()
  const [, go] = useLocation()
  const signOut = useSignOut()
  const { data: person } = useQuery(sessionQuery)
  if (!person) return null
  return (
    <MenuTrigger>
      <Button look="quiet" square aria-label={t('shell.person', { name: person.username })}>
        <Icon name="person" />
      </Button>
      <Popover
        placement="bottom end"
        className="fade min-w-56 rounded-panel border border-line bg-surface p-1 shadow-float"
      >
        <Menu className="outline-none" aria-label={t('shell.person', { name: person.username })}>
          <MenuSection>
            <Header className="px-2 py-2">
              <span className="block text-form font-medium">{person.username}</span>
              <span className="label">{t(`role.${person.role}`)}</span>
            </Header>
            {onHelp && (
              <MenuItem className={optionClasses} onAction={() => go('/settings')}>
                {t('room.settings')}
              </MenuItem>
            )}
            <MenuItem className={optionClasses} onAction={onPassword}>
              {t('people.own-password')}
            </MenuItem>
            {onHelp && (
              <MenuItem className={optionClasses} onAction={onHelp}>
                {t('help.title')}
              </MenuItem>
            )}
            <MenuItem className={optionClasses} onAction={() => signOut.mutate()}>
              {t('shell.sign-out')}
            </MenuItem>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
