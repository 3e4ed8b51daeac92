import { useState } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { optionClasses } from '../kit/form/select.tsx'
import { Icon } from '../kit/icon.tsx'
import { keepViews, keptViews, nameOfView, type View } from './views.ts'

interface SavedViewsProps {
  /** The room whose list it is. */
  readonly room: string
  /** The filter in use, as its address has it. */
  readonly address: string
  readonly onOpen: (address: string) => void
}

/** Filters of the list that this browser keeps: one is opened, the one in use is kept or forgotten. */
export function SavedViews({ room, address, onOpen }: SavedViewsProps) {
  const t = useText()
  const [views, setViews] = useState<readonly View[]>(() => keptViews(room))
  const keep = (next: readonly View[]) => {
    keepViews(room, next)
    setViews(next)
  }
  const isKept = views.some(view => view.address === address)
  const act = (key: string | number) => {
    if (key === 'keep') keep([...views, { address, name: nameOfView(address) }])
    else if (key === 'forget') keep(views.filter(view => view.address !== address))
    else onOpen(String(key))
  }
  return (
    <MenuTrigger>
      <Button>
        {t('meters.views')}
        <Icon name="down" size={12} />
      </Button>
      <Popover
        placement="bottom end"
        className="fade min-w-52 rounded-panel border border-line bg-surface p-1 shadow-float"
      >
        <Menu aria-label={t('meters.views')} className="outline-none" onAction={act}>
          {views.map(view => (
            <MenuItem key={view.address} id={view.address} className={optionClasses}>
              {view.name}
            </MenuItem>
          ))}
          {address !== '' && (
            <MenuItem id={isKept ? 'forget' : 'keep'} className={optionClasses}>
              {t(isKept ? 'meters.views.forget' : 'meters.views.keep')}
            </MenuItem>
          )}
          {address === '' && views.length === 0 && (
            <MenuItem id="" isDisabled className={optionClasses}>
              {t('meters.views.none')}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
