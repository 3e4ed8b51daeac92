import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { optionClasses } from '../kit/select.tsx'
import { layouts, optionalColumns } from './columns.tsx'

interface ColumnMenuProps {
  readonly shown: readonly string[]
  readonly onChoose: (shown: readonly string[]) => void
}

export function ColumnMenu({ shown, onChoose }: ColumnMenuProps) {
  const t = useText()
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
          selectedKeys={shown}
          onSelectionChange={keys => onChoose(keys === 'all' ? optionalColumns : [...keys].map(String))}
        >
          {optionalColumns.map(id => (
            <MenuItem key={id} id={id} className={optionClasses}>
              {({ isSelected }) => (
                <>
                  <span className="w-4 text-accent">{isSelected && <Icon name="check" />}</span>
                  {t(layouts[id]!.name)}
                </>
              )}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
