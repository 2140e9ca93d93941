declare module 'markdown-it' {
  export default class MarkdownIt {
    constructor(options: { html: boolean; linkify: boolean });
    render(text: string): string;
  }
}
