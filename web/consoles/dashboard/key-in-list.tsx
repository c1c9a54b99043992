/** A key in a list, `label …abcd`: in a narrow column its end stays in one piece. */
export const KeyInList = ({ name }: { name: string }) => {
  const end = /…\S+$/.exec(name)?.[0] ?? ''
  return (
    <span className="kx-key">
      {name.slice(0, name.length - end.length)}
      <span style={{ whiteSpace: 'nowrap' }}>{end}</span>
    </span>
  )
}
