/** What mails say. Codes, links and names are put in as they are. */

export interface MailWords {
  readonly sign: string;
  readonly notTheOffice: string;
  readonly code: (code: string) => string;
  readonly tenMinutes: string;
  readonly verify: {
    readonly subject: string;
    readonly type: (link: string) => string;
    readonly unless: string;
  };
  readonly registeredAgain: {
    readonly subject: string;
    readonly what: string;
    readonly code: (code: string) => string;
    readonly unless: string;
  };
  readonly reset: {
    readonly subject: string;
    readonly type: (link: string) => string;
    readonly unless: string;
  };
  readonly claim: {
    readonly subject: string;
    readonly what: string;
    readonly open: (link: string) => string;
  };
  readonly approved: { readonly subject: string; readonly what: string };
  readonly alert: {
    readonly subject: (course: string, percent: number) => string;
    readonly dear: (name: string) => string;
    readonly rate: (course: string, section: string, percent: number, line: number) => string;
    readonly missed: (sessions: number, missed: number) => string;
    readonly attend: (sessions: number, line: number) => string;
    readonly outOfReach: (line: number) => string;
    readonly where: (link: string) => string;
    readonly turnOff: (link: string) => string;
  };
}
