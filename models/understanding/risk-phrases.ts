/**
 * What makes a message urgent, or too delicate for an automatic answer. Own lists, one row a topic; a phrase
 * that ends in `*` matches beginnings of words. Short on purpose: a baseline that errs towards a person.
 */
import { list } from '../text/phrases.ts';

export const RISK_PHRASES = {
  self_harm: list(`
    kill myself, killing myself, end my life, end it all, want to die, wanna die, suicid*, self harm,
    self-harm, hurt myself, cut myself, no reason to live, better off dead, suicidarme, matarme,
    quiero morir, quitarme la vida, me suicider, envie de mourir, me tuer, mich umbringen, will sterben,
    selbstmord, voglio morire, uccidermi, suicidarmi, quero morrer, me matar, tirar minha vida, wil dood,
    zelfmoord, chce umrzec, zabic sie, 死にたい, 自殺, انتحار, اريد ان اموت
  `),
  threat: list(`
    kill you, i will find you, i'll find you, hurt you, burn your, burn down, bomb, bombs, bomb threat, shoot up, shoot you,
    you will pay for this, you are dead, you're dead, i know where you live, come to your office,
    watch your back, beat you up, stab you, stabbed, death threat*, te voy a matar, los voy a matar, sé dónde vives,
    voy a quemar, bomba, je vais te tuer, je vais vous tuer, je sais où tu habites, bombe,
    ich bringe dich um, ich bring euch um, ich weiß wo du wohnst, ti ammazzo, vi ammazzo, so dove abiti,
    vou te matar, sei onde voce mora, ik maak je dood, ik weet waar je woont, zabije cie,
    wiem gdzie mieszkasz, 殺してやる, 殺すぞ, 爆破, سأقتلك, قنبلة
  `),
  legal: list(`
    lawyer*, solicitor*, barrister*, attorney*, legal team, letter before action, preserve all, cctv, lawsuit*, sue you, suing, will sue, legal action, take you to court,
    see you in court, small claims, class action, gdpr, trading standards, consumer protection,
    police report, data protection, abogado*, demanda, demandar*, denuncia*, acciones legales, juicio,
    avocat*, plainte, porter plainte, tribunal, poursuites, anwalt*, rechtsanwalt*, anzeige erstatt*,
    klage, verklag*, vor gericht, verbraucherzentrale, dsgvo, avvocat*, querela, denuncer*, vie legali,
    advogad*, processar, procon, processo judicial, advocaat, rechtszaak, aanklagen, juridische stappen,
    prawnik*, pozew, sądu, 弁護士, 訴え, 訴訟, محامي, قضية
  `),
  press: list(`
    journalist*, reporter*, our magazine, my magazine, our newspaper, for our readers, i work for a newspaper, press inquiry, press enquiry, media inquiry,
    for comment, request for comment, writing a story, writing an article, going to the media,
    going to the press, go to the press, bbc, cnn, the guardian, reuters, new york times, periodista*,
    prensa, journaliste*, presse, journalistin, zeitung, giornalist*, stampa, jornalista*, imprensa,
    persvraag, krant, dziennikarz*, prasa, 記者, 取材, 新聞社, صحفي, الصحافة
  `),
  safety: list(`
    food poison*, poisoned, allergic reaction, anaphyla*, hospital*, emergency room, ambulance, injur*,
    smell of gas, gas smell, smells of gas, gas leak, carbon monoxide, burns from, scald*, burned my, burnt my, caught fire, on fire, exploded, electric shock, choked, choking, made me sick,
    got sick, glass in my, metal in my, found glass, found a nail, mold in, mould in, product recall, recalled, unsafe,
    dangerous, bleeding, intoxica*, alergia, reacción alérgica, urgencias, herid*, explotó, se incendió,
    vidrio en, peligroso, intoxication, allergi*, hôpital, blessé*, a explosé, a pris feu, dangereux,
    verre dans, vergiftung, krankenhaus, verletzt, explodiert, brennt, gefährlich, glassplitter,
    notaufnahme, intossica*, ospedale, ferit*, esplos*, pericoloso, intoxicação, hospital, machuc*,
    ferid*, explodiu, perigoso, vergiftigd, ziekenhuis, gewond, ontploft, gevaarlijk, zatruc*, szpital*,
    ranny, wybuch*, niebezpieczn*, 食中毒, アレルギー, 病院, 怪我, 火災, 異物, تسمم, مستشفى, حساسية, خطير
  `),
  fraud: list(`
    fraud*, scam*, scammed, hacked, stolen, unauthorized, unauthorised, charged twice, double charged,
    charged me twice, overcharged, identity theft, phishing, my account was, someone used my card,
    did not authorize, data breach, leaked my, estafa*, fraude*, robad*, hackead*, cobrado dos veces,
    doble cobro, arnaque*, escroc*, volé, piraté*, débité deux fois, betrug*, betrüger*, gestohlen,
    gehackt, doppelt abgebucht, abzocke, truffa*, rubat*, hackerat*, addebitato due volte, golpe,
    roubad*, hackead*, cobrado duas vezes, oplicht*, gestolen, gehackt, dubbel afgeschreven, oszust*,
    skradzion*, zhakowan*, 詐欺, 不正利用, 二重請求, احتيال, سرقة
  `),
  outage: list(`
    is down, are down, site down, app down, outage, not working, isn't working, doesn't work,
    does not work, stopped working, can't log in, cannot log in, can't login, can't access, locked out,
    crash*, error 500, payment failed, broken, not loading, no funciona, caído, caída, no puedo entrar,
    ne fonctionne pas, marche pas, en panne, funktioniert nicht, geht nicht, störung,
    kann mich nicht einloggen, non funziona, não funciona, fora do ar, nao consigo entrar, werkt niet,
    storing, nie działa, awaria, 動かない, 使えない, 障害, ログインできない, لا يعمل, عطل
  `),
  deadline: list(`
    urgent*, asap, immediately, right now, emergency, today, tonight, tomorrow, within the hour,
    in an hour, deadline, before friday, flight leaves, wedding, as soon as possible, last chance,
    urgente, ahora mismo, hoy mismo, mañana, cuanto antes, d'urgence, aujourd'hui, demain, tout de suite,
    dès que possible, dringend, sofort, heute noch, morgen, so schnell wie möglich, subito, oggi stesso,
    domani, urgentemente, hoje, amanhã, imediatamente, dringend, vandaag nog, zo snel mogelijk, pilne,
    natychmiast, jutro, 至急, 今すぐ, 今日中, عاجل, فورا
  `),
  repeated: list(`
    third time, second time, fourth time, again and again, still waiting, still no, still not, no reply,
    no response, no answer, nobody answers, ignored, ignoring me, been waiting, for weeks, for months,
    for days, weeks ago, last time, once again, how many times, keep asking, emailed you, called you,
    otra vez, sigo esperando, llevo semanas, nadie responde, sin respuesta, toujours pas, sans réponse,
    encore une fois, j'attends depuis, immer noch, keine antwort, seit wochen, schon wieder,
    zum dritten mal, ancora aspett*, nessuna risposta, da settimane, de novo, ainda espero, sem resposta,
    há semanas, nog steeds, geen antwoord, al weken, nadal czekam, brak odpowiedzi, od tygodni, 何度も,
    返事がない, まだ届, لم يرد, ما زلت انتظر
  `),
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type RiskTopic = keyof typeof RISK_PHRASES;

export const RISK_TOPICS = Object.keys(RISK_PHRASES) as readonly RiskTopic[];
