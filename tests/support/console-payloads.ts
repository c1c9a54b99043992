const SCRIPT = '<script>__xss=1</script>'

/** Texts that would run, load or send something, were any of them ever taken for markup, an address, a style or a template. */
export const PAYLOADS: readonly string[] = [
  SCRIPT,
  `">${SCRIPT}`,
  `'>${SCRIPT}`,
  `</title>${SCRIPT}`,
  `</textarea>${SCRIPT}`,
  `</style>${SCRIPT}`,
  `</script>${SCRIPT}`,
  `<!-->${SCRIPT}-->`,
  `]]>${SCRIPT}`,
  '<img src=x onerror=__xss=1>',
  '<img/src=`x`onerror=__xss=1>',
  '<IMG SRC=x ONERROR=__xss=1>',
  "'><img src=x onerror=__xss=1>",
  '<svg onload=__xss=1>',
  '<svg/onload=__xss=1>',
  '<svg><animate onbegin=__xss=1>',
  '<body onload=__xss=1>',
  '<details open ontoggle=__xss=1>',
  '<input autofocus onfocus=__xss=1>',
  '<video><source onerror=__xss=1>',
  '<marquee onstart=__xss=1>',
  '" onmouseover="__xss=1',
  "' onfocus='__xss=1' autofocus='",
  'x onclick=__xss=1//',
  'javascript:__xss=1',
  'JaVaScRiPt:__xss=1',
  'java\tscript:__xss=1',
  '\u0001javascript:__xss=1',
  'vbscript:__xss=1',
  `data:text/html,${SCRIPT}`,
  'data:image/svg+xml,<svg onload=__xss=1>',
  '<a href=javascript:__xss=1>here</a>',
  '[here](javascript:__xss=1)',
  '<iframe src=javascript:parent.__xss=1>',
  '<iframe srcdoc="<script>parent.__xss=1</script>">',
  '<object data=javascript:__xss=1>',
  '<math><mi xlink:href=javascript:__xss=1>',
  '<base href=//evil.example/>',
  '<meta http-equiv=refresh content=0;url=//evil.example>',
  '<form action=//evil.example><button>here',
  "<style>@import'//evil.example'</style>",
  'red;background:url(//evil.example)',
  '&lt;script&gt;__xss=1&lt;/script&gt;',
  '&#60;img src=x onerror=__xss=1&#62;',
  '${__xss=1}',
  "{{constructor.constructor('__xss=1')()}}",
  '\u202e\u2066<b onclick=__xss=1>',
  '\uff1cscript\uff1e__xss=1',
  '=HYPERLINK("javascript:__xss=1")',
  '__proto__',
]

/** The payloads that a text of that length takes whole, in turn, as many as there are payloads. */
export const payloadsWithin = (length: number): string[] => {
  const fitting = PAYLOADS.filter((payload) => payload.length <= length)
  return PAYLOADS.map((payload, index) =>
    payload.length <= length ? payload : (fitting[index % fitting.length] ?? ''),
  )
}
