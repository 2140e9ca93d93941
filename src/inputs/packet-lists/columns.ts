import { addressIn, wholeNumber } from './cells.ts';
import { ListTime, scanTime } from './times.ts';

/** What a column of a packet list holds. */
export enum Role {
  UNKNOWN = 0,
  NUMBER,
  TIME,
  /** Time since the packet before. */
  TIME_DELTA,
  SOURCE,
  DESTINATION,
  SOURCE_PORT,
  DESTINATION_PORT,
  SOURCE_MAC,
  DESTINATION_MAC,
  PROTOCOL,
  LENGTH,
  HOP_LIMIT,
  INFO,
}

/** Columns of a row that are looked at; cells behind them are left out. */
export const MAXIMUM_COLUMNS = 256;

/**
 * Titles of columns, in lower case and without points: as Wireshark has them from the start (they are
 * preferences, so the same in every language), as people translate or rename them, and the names of
 * the fields that `tshark -T fields -E header=y` writes.
 */
const TITLES: Readonly<Record<Exclude<Role, Role.UNKNOWN>, string>> = {
  [Role.NUMBER]: `
    no, number, nr, nº, n°, №, #, frame, packet, num, lp, č, sıra, 番号, 编号, 編號, 序号, 번호, номер,
    número, numéro, numero, nummer, numer, framenumber, _wscolno, _wscolnumber`,
  [Role.TIME]: `
    time, date, timestamp, absolute time, arrival time, utc time, epoch time, utc date,
    date and time, absolute date, relative time, utc date and time, zeit, temps, heure,
    tiempo, hora, tempo, czas, время, tijd, tid, aika, 时间, 時間, 时刻, 시간, zaman, čas, час,
    frametime, frametime_epoch, frametime_relative, frametime_utc, _wscoltime,
    _wscolcls_time, _wscolutc, _wscolabs_time, _wscolabs_ymd_time, _wscolrel_time`,
  [Role.TIME_DELTA]: `
    delta time, delta, time delta, delta time displayed, frametime_delta,
    time delta from previous displayed frame, time delta from previous captured frame,
    frametime_delta_displayed, _wscoldelta_time, _wscoldelta_time_dis`,
  [Role.SOURCE]: `
    source, src, source address, src addr, source ip, src ip, net src addr, quelle, origen,
    origine, sorgente, origem, fonte, bron, źródło, källa, источник, 送信元, ソース, 源, 源地址, 來源,
    来源, 출발지, kaynak, zdroj, source (unresolved), src addr (unres), ipsrc, ipv6src,
    ipsrc_host, ipv6src_host, _wscolsource, _wscoldef_src, _wscolunres_src, _wscolres_src,
    _wscolnet_src`,
  [Role.DESTINATION]: `
    destination, dst, dest, destination address, dest addr, destination ip, dst ip, ziel,
    destino, destinazione, bestemming, doel, cel, przeznaczenie, mål, назначение, получатель,
    宛先, 送信先, 目标, 目的, 目的地址, 目的地, 목적지, hedef, cíl, dest ip, net dest addr,
    destination (unresolved), ipdst, ipv6dst, ipdst_host, ipv6dst_host, dest addr (unres),
    _wscoldestination, _wscoldef_dst, _wscolunres_dst, _wscolres_dst, _wscolnet_dst`,
  [Role.SOURCE_PORT]: `
    source port, src port, sport, srcport, quellport, port source, puerto origen,
    source port (unresolved), src port (unres), tcpsrcport, udpsrcport, _wscolsrc_port,
    _wscolunres_src_port, _wscolres_src_port, 源端口, 送信元ポート`,
  [Role.DESTINATION_PORT]: `
    destination port, dest port, dst port, dport, dstport, zielport, port, port destination,
    puerto destino, destination port (unresolved), dest port (unres), tcpdstport, udpdstport,
    _wscoldst_port, _wscolunres_dst_port, _wscolres_dst_port, 目的端口, 宛先ポート`,
  [Role.SOURCE_MAC]: 'source mac, src mac, hw src addr, ethsrc, _wscolhw_src',
  [Role.DESTINATION_MAC]: `
    destination mac, dest mac, dst mac, hw dest addr, ethdst, _wscolhw_dst`,
  [Role.PROTOCOL]: `
    protocol, proto, protokoll, protocole, protocolo, protocollo, protokół, протокол, プロトコル,
    协议, 協定, 协定, 프로토콜, protokol, _wscolprotocol`,
  [Role.LENGTH]: `
    length, len, packet length, packet length (bytes), size, framelen, länge, longueur,
    longitud, lunghezza, comprimento, tamanho, lengte, długość, длина, 長さ, 长度, 長度, 길이,
    uzunluk, délka, längd, _wscollength, _wscolpacket_length`,
  [Role.HOP_LIMIT]: 'ttl, time to live, hop limit, ipttl, ipv6hlim',
  [Role.INFO]: `
    info, information, information column, informations, información, informazioni,
    informacje, информация, 情報, 信息, 資訊, 정보, bilgi, _wscolinfo`,
};

const ROLES: ReadonlyMap<string, Role> = new Map(
  Object.entries(TITLES).flatMap(([role, titles]) =>
    titles.split(',').map((title): [string, Role] => [title.trim(), Number(role)]),
  ),
);

/** What a column with this title holds. */
export function roleOf(title: string): Role {
  // No title is longer; an attacker's may be.
  if (title.length > 64) return Role.UNKNOWN;
  return ROLES.get(title.trim().toLowerCase().replaceAll('.', '')) ?? Role.UNKNOWN;
}

/** Where each thing stands in a row: indices of cells, the first that is not empty counts. */
export class Columns {
  readonly #indices: number[][] = [];

  constructor(readonly roles: readonly Role[]) {
    for (const [index, role] of roles.entries()) {
      this.#indices[role] ??= [];
      this.#indices[role].push(index);
    }
  }

  has(role: Role): boolean {
    return this.#indices[role] !== undefined;
  }

  /** The cell that holds it, without spaces around; '' where there is none. */
  cell(cells: readonly string[], role: Role): string {
    for (const index of this.#indices[role] ?? []) {
      const text = cells[index]?.trim();
      if (text !== undefined && text !== '') return text;
    }
    return '';
  }
}

/**
 * The columns that a heading names, or null where these cells are no heading of a packet list: one
 * has Source, Destination, Info, and the packet's number or time. Logs of firewalls have no Info.
 */
export function readHeading(cells: readonly string[]): Columns | null {
  if (cells.length < 4) return null;
  const roles = cells.slice(0, MAXIMUM_COLUMNS).map(roleOf);
  const has = (role: Role) => roles.includes(role);
  const isHeading =
    has(Role.SOURCE) &&
    has(Role.DESTINATION) &&
    has(Role.INFO) &&
    (has(Role.NUMBER) || has(Role.TIME) || has(Role.TIME_DELTA));
  return isHeading ? new Columns(roles) : null;
}

/** Rows by which columns without a heading are told, at most. */
const MAXIMUM_GUESSED = 64;

/**
 * The columns of a list without a heading, by what stands in its first rows: number, time, two
 * addresses, a protocol, length, and Info last. Null where that is not certain.
 */
export function guessColumns(rows: readonly (readonly string[])[]): Columns | null {
  const sample = rows.slice(0, MAXIMUM_GUESSED);
  const [first] = sample;
  if (first === undefined) return null;
  // Info may have the separator in it: the narrowest row shows how many columns there are.
  const width = Math.min(
    ...sample.map((cells) => cells.length).filter((count) => count >= 5),
    first.length,
  );
  const roles = new Array<Role>(width).fill(Role.UNKNOWN);
  const every = (index: number, holds: (cell: string) => boolean) =>
    sample.every((cells) => holds(cells[index]?.trim() ?? ''));
  const some = (index: number, holds: (cell: string) => boolean) =>
    sample.some((cells) => holds(cells[index]?.trim() ?? ''));
  const isNumber = (cell: string) => wholeNumber(cell) >= 0;
  const isTime = (cell: string) => scanTime(cell, 0, GUESSED_TIME, false) === cell.length;
  let next = 0;
  const take = (role: Role, holds: (index: number) => boolean): boolean => {
    for (let index = next; index < width; index++) {
      if (!holds(index)) continue;
      roles[index] = role;
      next = index + 1;
      return true;
    }
    return false;
  };
  const isAddressColumn = (index: number) =>
    some(index, (cell) => addressIn(cell) !== null) && every(index, (cell) => !isNumber(cell));
  take(Role.NUMBER, (index) => index === 0 && every(index, isNumber));
  const isList =
    take(Role.TIME, (index) => every(index, isTime)) &&
    take(Role.SOURCE, isAddressColumn) &&
    take(Role.DESTINATION, isAddressColumn) &&
    take(Role.PROTOCOL, (index) => every(index, (cell) => /^[A-Za-z][\w./+ -]{0,31}$/.test(cell)));
  if (!isList) return null;
  take(Role.LENGTH, (index) => every(index, isNumber));
  if (next >= width) return null;
  roles[width - 1] = Role.INFO;
  return new Columns(roles);
}

const GUESSED_TIME = new ListTime();
