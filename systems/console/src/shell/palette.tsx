import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components'
import { useLocation } from 'wouter'
import { foundMetersQuery } from '../api/queries.ts'
import { useText } from '../i18n/use-text.ts'
import { Icon, Key } from '../kit/icon.tsx'
import { StateMark } from '../kit/mark.tsx'
import { type Command, useCommands } from './commands.ts'
import { matches } from './matches.ts'

interface PaletteProps {
  readonly onClose: () => void
  readonly onHelp: () => void
}

const itemClasses =
  'flex min-h-9 max-tablet:min-h-11 items-center gap-3 rounded-control px-3 text-form outline-none focused:bg-tint'

/** Go, find and do in one box. */
export default function Palette({ onClose, onHelp }: PaletteProps) {
  const t = useText()
  const [, go] = useLocation()
  const [typed, setTyped] = useState('')
  const wanted = useDeferredValue(typed.trim())
  const meters = useQuery(foundMetersQuery(wanted))
  const commands = useCommands(onHelp).filter(command => matches(command.name, wanted))
  const found = wanted === '' ? [] : (meters.data?.items ?? [])

  const run = (action: () => void) => {
    onClose()
    action()
  }

  /** Enter takes the first hit also where hits have come too late to be pointed at. */
  const runFirst = () => {
    const [meter] = found
    if (meter) return run(() => go(`/meters/${meter.serial}`))
    const [command] = commands
    if (command) run(command.run)
  }

  return (
    <ModalOverlay
      isDismissable
      isOpen
      onOpenChange={open => open || onClose()}
      className="fade fixed inset-0 z-40 flex justify-center bg-[rgb(10_16_20/0.45)] p-4 pt-[12dvh] max-tablet:p-2"
    >
      <Modal className="flex h-fit max-h-[70dvh] w-full max-w-140 flex-col overflow-hidden rounded-panel border border-line bg-surface shadow-float">
        <Dialog aria-label={t('palette.title')} className="flex min-h-0 flex-col outline-none">
          <Autocomplete inputValue={typed} onInputChange={setTyped}>
            <SearchField
              aria-label={t('palette.title')}
              autoFocus
              className="flex items-center gap-3 border-b border-line px-4"
            >
              <span className="text-ink-3">
                <Icon name="search" />
              </span>
              <Input
                placeholder={t('palette.placeholder')}
                onKeyDownCapture={event => {
                  if (event.key !== 'Enter' || event.currentTarget.hasAttribute('aria-activedescendant'))
                    return
                  event.preventDefault()
                  runFirst()
                }}
                className="h-12 min-w-0 flex-1 bg-transparent text-[1rem] outline-none placeholder:text-ink-3 focus-visible:outline-none [&::-webkit-search-cancel-button]:hidden"
              />
              <Key>Esc</Key>
            </SearchField>
            <Menu
              aria-label={t('palette.title')}
              className="min-h-0 flex-1 overflow-y-auto p-2 outline-none"
              renderEmptyState={() => (
                <p className="px-3 py-6 text-form text-ink-2">{t('palette.empty', { wanted })}</p>
              )}
            >
              {found.length > 0 && (
                <MenuSection>
                  <Header className="label px-3 py-1.5">{t('room.meters')}</Header>
                  {found.map(({ serial, usagePoint, state }) => (
                    <MenuItem
                      key={serial}
                      id={`meter ${serial}`}
                      textValue={serial}
                      className={itemClasses}
                      onAction={() => run(() => go(`/meters/${serial}`))}
                    >
                      <StateMark state={state} />
                      <span className="font-mono text-base">{serial}</span>
                      <span className="min-w-0 flex-1 truncate text-ink-2">{usagePoint}</span>
                      <span className="text-ink-3">{t(`state.${state}`)}</span>
                    </MenuItem>
                  ))}
                </MenuSection>
              )}
              {commands.length > 0 && (
                <MenuSection>
                  <Header className="label px-3 py-1.5">{t('palette.commands')}</Header>
                  {commands.map(command => (
                    <CommandItem key={command.id} command={command} onAction={() => run(command.run)} />
                  ))}
                </MenuSection>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function CommandItem({ command, onAction }: { command: Command; onAction: () => void }) {
  return (
    <MenuItem id={command.id} textValue={command.name} className={itemClasses} onAction={onAction}>
      <span className="text-ink-3">
        <Icon name={command.icon} />
      </span>
      <span className="min-w-0 flex-1 truncate">{command.name}</span>
      {command.keys?.split(' ').map(key => (
        <Key key={key}>{key}</Key>
      ))}
    </MenuItem>
  )
}
