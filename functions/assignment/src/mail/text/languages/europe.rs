//! English and the languages of Europe.

use super::Language;

pub(super) static LANGUAGES: [Language; 18] = [
    // en, with the phrases of mail servers above a returned mail
    Language {
        begins: &[
            "Original Message",
            "Original Appointment",
            "Forwarded Message",
            "Begin forwarded message",
            "Forwarded by",
            "Forwarded email",
            "Forwarded mail",
            "Reply message",
            "Quoted message",
            "Your message",
            "Your original message",
            "Copy of the original message",
            "This is a copy of the message, including all the headers.",
            "Below this line is a copy of the message.",
        ],
        wrote: &["wrote", "writes"],
        from: &["From"],
        sent_or_subject: &["Sent", "Date", "Subject"],
    },
    // de
    Language {
        begins: &[
            "Ursprüngliche Nachricht",
            "Originalnachricht",
            "Original-Nachricht",
            "Ursprünglicher Termin",
            "Weitergeleitete Nachricht",
            "Weitergeleitete E-Mail",
            "Anfang der weitergeleiteten Nachricht",
            "Anfang der weitergeleiteten E-Mail",
            "Weitergeleitet von",
            "Ihre Nachricht",
        ],
        wrote: &["schrieb", "geschrieben", "schreibt"],
        from: &["Von"],
        sent_or_subject: &["Gesendet", "Datum", "Betreff"],
    },
    // fr
    Language {
        begins: &[
            "Message d'origine",
            "Message d’origine",
            "Message original",
            "Message initial",
            "Message transféré",
            "Message réexpédié",
            "Début du message transféré",
            "Début du message réexpédié",
            "E-mail d'origine",
            "Transféré par",
            "Votre message",
        ],
        wrote: &["a écrit", "écrit"],
        from: &["De", "Expéditeur"],
        sent_or_subject: &["Envoyé", "Envoyé le", "Date", "Objet", "Sujet"],
    },
    // es
    Language {
        begins: &[
            "Mensaje original",
            "Mensaje reenviado",
            "Inicio del mensaje reenviado",
            "Comienza el mensaje reenviado",
            "Reenviado por",
            "Su mensaje",
        ],
        wrote: &["escribió", "escribio", "ha escrito"],
        from: &["De", "Remitente"],
        sent_or_subject: &["Enviado", "Enviado el", "Fecha", "Asunto"],
    },
    // pt
    Language {
        begins: &[
            "Mensagem original",
            "Mensagem encaminhada",
            "Mensagem reencaminhada",
            "Início da mensagem encaminhada",
            "Início da mensagem reencaminhada",
            "Encaminhado por",
        ],
        wrote: &["escreveu", "escreveu o seguinte"],
        from: &["De", "Remetente"],
        sent_or_subject: &["Enviado", "Enviado em", "Enviada", "Enviada em", "Data", "Assunto"],
    },
    // it
    Language {
        begins: &[
            "Messaggio originale",
            "Messaggio inoltrato",
            "Inizio messaggio inoltrato",
            "Inizio del messaggio inoltrato",
            "Inoltrato da",
        ],
        wrote: &["ha scritto", "scrive"],
        from: &["Da", "Mittente"],
        sent_or_subject: &["Inviato", "Inviato il", "Data", "Oggetto"],
    },
    // nl
    Language {
        begins: &[
            "Oorspronkelijk bericht",
            "Origineel bericht",
            "Doorgestuurd bericht",
            "Begin doorgestuurd bericht",
            "Doorgestuurd door",
        ],
        wrote: &["schreef", "schreef het volgende", "geschreven"],
        from: &["Van", "Afzender"],
        sent_or_subject: &["Verzonden", "Datum", "Onderwerp"],
    },
    // pl
    Language {
        begins: &[
            "Wiadomość oryginalna",
            "Oryginalna wiadomość",
            "Treść przekazanej wiadomości",
            "Wiadomość przekazana",
            "Przekazana wiadomość",
            "Wiadomość przesłana dalej",
            "Początek przekazanej wiadomości",
            "Początek przekazywanej wiadomości",
        ],
        wrote: &["napisał", "napisała", "napisał(a)", "napisał/a", "pisze"],
        from: &["Od", "Nadawca"],
        sent_or_subject: &["Wysłano", "Data", "Temat"],
    },
    // ru
    Language {
        begins: &[
            "Исходное сообщение",
            "Оригинальное сообщение",
            "Первоначальное сообщение",
            "Пересылаемое сообщение",
            "Пересланное сообщение",
            "Перенаправленное сообщение",
            "Начало переадресованного сообщения",
            "Начало пересылаемого сообщения",
            "Переадресовано",
        ],
        wrote: &["написал", "написала", "написал(а)", "написал (а)", "пишет", "писал", "писал(а)"],
        from: &["От", "Отправитель", "От кого"],
        sent_or_subject: &["Отправлено", "Дата", "Тема"],
    },
    // sv
    Language {
        begins: &[
            "Ursprungligt meddelande",
            "Originalmeddelande",
            "Vidarebefordrat meddelande",
            "Vidarebefordrat brev",
            "Vidarebefordrat mejl",
            "Början på vidarebefordrat meddelande",
            "Vidarebefordrat av",
        ],
        wrote: &["skrev", "skrev följande"],
        from: &["Från", "Avsändare"],
        sent_or_subject: &["Skickat", "Datum", "Ämne"],
    },
    // da
    Language {
        begins: &[
            "Oprindelig meddelelse",
            "Original meddelelse",
            "Oprindelig besked",
            "Videresendt meddelelse",
            "Videresendt besked",
            "Videresendt mail",
            "Start på videresendt besked",
            "Start på videresendt meddelelse",
        ],
        wrote: &["skrev", "skrev følgende"],
        from: &["Fra"],
        sent_or_subject: &["Sendt", "Dato", "Emne"],
    },
    // nb
    Language {
        begins: &[
            "Opprinnelig melding",
            "Original melding",
            "Originalmelding",
            "Videresendt melding",
            "Videresendt e-post",
            "Start på videresendt melding",
            "Begynnelse på videresendt melding",
        ],
        wrote: &["skrev", "skrev følgende"],
        from: &["Fra"],
        sent_or_subject: &["Sendt", "Dato", "Emne"],
    },
    // fi
    Language {
        begins: &[
            "Alkuperäinen viesti",
            "Välitetty viesti",
            "Edelleenlähetetty viesti",
            "Edelleen lähetetty viesti",
            "Välitetty viesti alkaa",
            "Aloita välitetty viesti",
        ],
        wrote: &["kirjoitti", "kirjoitti seuraavaa"],
        from: &["Lähettäjä"],
        sent_or_subject: &["Lähetetty", "Päivämäärä", "Päiväys", "Aihe"],
    },
    // cs, sk
    Language {
        begins: &[
            "Původní zpráva",
            "Přeposlaná zpráva",
            "Přeposlaný e-mail",
            "Začátek přeposlané zprávy",
            "Pôvodná správa",
            "Preposlaná správa",
        ],
        wrote: &["napsal", "napsala", "napsal(a)", "napsal/a", "napísal", "napísala", "napísal(a)"],
        from: &["Od", "Odesílatel"],
        sent_or_subject: &["Odesláno", "Odoslané", "Datum", "Dátum", "Předmět", "Predmet"],
    },
    // el
    Language {
        begins: &["Αρχικό μήνυμα", "Προωθημένο μήνυμα", "Έναρξη προωθημένου μηνύματος"],
        wrote: &["έγραψε", "έγραψαν"],
        from: &["Από"],
        sent_or_subject: &["Στάλθηκε", "Ημερομηνία", "Θέμα"],
    },
    // hu
    Language {
        begins: &["Eredeti üzenet", "Továbbított üzenet", "Továbbított üzenet kezdete"],
        wrote: &["írta", "ezt írta", "a következőt írta"],
        from: &["Feladó"],
        sent_or_subject: &["Elküldve", "Dátum", "Tárgy"],
    },
    // ro
    Language {
        begins: &["Mesaj original", "Mesajul original", "Mesaj redirecționat", "Mesaj redirecţionat", "Mesaj înaintat"],
        wrote: &["a scris"],
        from: &["De la"],
        sent_or_subject: &["Trimis", "Data", "Subiect"],
    },
    // uk
    Language {
        begins: &[
            "Початкове повідомлення",
            "Оригінальне повідомлення",
            "Переслане повідомлення",
            "Початок пересланого повідомлення",
        ],
        wrote: &["написав", "написала", "написав(ла)", "пише"],
        from: &["Від", "Відправник"],
        sent_or_subject: &["Надіслано", "Дата", "Тема"],
    },
];
