/** `width`: CSS width, else the column shares what is left. `optional`: the reader may hide it. `main`: names the row (card title on phones). */
export type TableColumn<Row> = {
  key: string
  label: string
  width?: string
  align?: 'start' | 'end'
  optional?: boolean
  main?: boolean
  /** Plain text of the cell; richer cells come as `#cell-<key>`. */
  text?: (row: Row) => string
}
