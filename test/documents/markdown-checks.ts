import MarkdownIt from 'markdown-it';

/** As permissive as a ticket system can be: HTML allowed, and bare host names made links. */
export const renderer = new MarkdownIt({ html: true, linkify: true });

/** What a reader's browser would get, without what stands in code. */
function liveParts(html: string): string {
  return html.replace(/<(code|pre)>[\s\S]*?<\/\1>/g, '');
}

/** Elements that our own reports are made of. */
const OWN =
  /^<\/?(?:h[1-6]|p|strong|ul|li|table|thead|tbody|tr|th|td|hr)(?: style="text-align:right")?>$/;

/** Whatever of a rendered document would do something, or look for something. */
export function unexpected(html: string): string[] {
  const live = liveParts(html);
  const tags = live.match(/<[^>]*>/g) ?? [];
  // Without times of day, whose colons are no emoji.
  const text = live.replace(/<[^>]*>/g, '').replace(/\d\d:\d\d:\d\d/g, '');
  return [
    ...tags.filter((tag) => !OWN.test(tag)),
    // What trackers look for after rendering.
    ...(text.match(/@\S+|#\d+|:[\w+-]+:|https?:\S+|www\.\S+|\bGH-\d+|\bABC-\d+|\$\S+|\{[^}]*\}/g) ??
      []),
  ];
}
