import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'

interface SegmentedProps<K extends string> {
  readonly label: string
  readonly options: readonly { readonly key: K; readonly name: string }[]
  /** Null when none of them applies. */
  readonly value: K | null
  readonly onChange: (key: K) => void
}

/** Two to five choices side by side, one of them on. */
export function Segmented<K extends string>({ label, options, value, onChange }: SegmentedProps<K>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection={value !== null}
      selectedKeys={value === null ? [] : [value]}
      onSelectionChange={keys => {
        const [key] = keys
        if (key !== undefined) onChange(key as K)
      }}
      className="inline-flex rounded-control border border-edge/60 bg-surface p-px"
    >
      {options.map(({ key, name }) => (
        <ToggleButton
          key={key}
          id={key}
          className="h-7.5 max-tablet:h-10.5 rounded-[5px] px-2.5 max-tablet:px-2 text-base text-ink-2 hover:text-ink selected:bg-tint selected:font-medium selected:text-accent"
        >
          {name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
