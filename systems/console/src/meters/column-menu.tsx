import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { optionClasses } from '../kit/form/select.tsx'
import { Icon } from '../kit/icon.tsx'

interface ColumnMenuProps {
  readonly columns: readonly { readonly id: string; readonly name: string }[]
  readonly hidden: readonly string[]
  readonly onHide: (columns: readonly string[]) => void
}

/** Chooses which columns show. */
export function ColumnMenu({ columns, hidden, onHide }: ColumnMenuProps) {
  const t = useText()
  const all = columns.map(({ id }) => id)
  return (
    <MenuTrigger>
      <Button className="max-tablet:hidden">
        <Icon name="columns" />
        {t('meters.columns')}
      </Button>
      <Popover
        placement="bottom end"
        className="fade min-w-52 rounded-panel border border-line bg-surface p-1 shadow-float"
      >
        <Menu
          aria-label={t('meters.columns')}
          className="outline-none"
          selectionMode="multiple"
          selectedKeys={all.filter(id => !hidden.includes(id))}
          onSelectionChange={keys => onHide(keys === 'all' ? [] : all.filter(id => !keys.has(id)))}
        >
          {columns.map(({ id, name }) => (
            <MenuItem key={id} id={id} className={optionClasses}>
              {({ isSelected }) => (
                <>
                  <span className="w-4 text-accent">{isSelected && <Icon name="check" />}</span>
                  {name}
                </>
              )}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
