import {
  Select as AriaSelect,
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from 'react-aria-components'
import { classes } from '../classes.ts'
import { Icon } from '../icon.tsx'

interface SelectProps<K extends string> {
  readonly label: string
  /** The label stays for screen readers only. */
  readonly bare?: boolean
  readonly options: readonly { readonly key: K; readonly name: string }[]
  readonly value: K
  readonly onChange: (key: K) => void
  readonly className?: string
}

/** One of a few choices. */
export function Select<K extends string>({
  label,
  bare,
  options,
  value,
  onChange,
  className,
}: SelectProps<K>) {
  return (
    <AriaSelect
      value={value}
      onChange={key => onChange(key as K)}
      className={classes('flex flex-col gap-1', className)}
    >
      <Label className={bare ? 'sr-only' : 'label'}>{label}</Label>
      <Button className="flex h-8 max-tablet:h-11 items-center justify-between gap-2 rounded-control border border-edge bg-surface px-3 text-form text-ink hover:bg-sunken">
        <SelectValue className="truncate" />
        <Icon name="down" size={12} />
      </Button>
      {/* Low enough to open beside the button: what opens under the pointer is chosen by the same press. */}
      <Popover
        maxHeight={280}
        className="fade min-w-(--trigger-width) overflow-y-auto rounded-panel border border-line bg-surface p-1 shadow-float"
      >
        <ListBox className="outline-none">
          {options.map(({ key, name }) => (
            <ListBoxItem key={key} id={key} textValue={name} className={optionClasses}>
              {({ isSelected }) => (
                <>
                  <span className="w-4 text-accent">{isSelected && <Icon name="check" />}</span>
                  {name}
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}

/** A line of a list box or menu. */
export const optionClasses =
  'flex min-h-8 max-tablet:min-h-11 items-center gap-2 rounded-control px-2 text-form text-ink outline-none focused:bg-tint hover:bg-tint'
