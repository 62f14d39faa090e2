//! The languages of Asia.

use super::Language;

pub(super) static LANGUAGES: [Language; 9] = [
    // zh-TW
    Language {
        begins: &[
            "原始郵件",
            "原始訊息",
            "原始信件",
            "轉寄郵件",
            "轉寄的郵件",
            "轉寄訊息",
            "轉寄的訊息",
            "已轉寄郵件",
            "已轉寄的郵件",
            "開始轉寄郵件",
            "轉寄郵件開始",
            "您的訊息",
            "您的郵件",
        ],
        wrote: &["寫道", "撰寫", "寫了", "寫到"],
        from: &["寄件者", "寄件人", "發件人", "發信人", "從"],
        sent_or_subject: &[
            "寄件日期",
            "寄信日期",
            "傳送時間",
            "傳送日期",
            "寄送日期",
            "日期",
            "時間",
            "主旨",
            "主題",
            "標題",
        ],
    },
    // zh-CN
    Language {
        begins: &[
            "原始邮件",
            "原邮件",
            "邮件原件",
            "原始消息",
            "转发邮件",
            "转发的邮件",
            "已转发邮件",
            "已转发的邮件",
            "转发邮件信息",
            "转发的消息",
            "开始转发的邮件",
            "开始转发邮件",
            "您的邮件",
        ],
        wrote: &["写道", "写到", "编写"],
        from: &["发件人", "寄件人", "发送人", "发信人"],
        sent_or_subject: &["发送时间", "发送日期", "发件日期", "日期", "时间", "主题", "标题"],
    },
    // ja
    Language {
        begins: &[
            "元のメッセージ",
            "元のメール",
            "オリジナルメッセージ",
            "転送メッセージ",
            "転送されたメッセージ",
            "転送メール",
            "転送されたメール",
            "転送元メッセージ",
        ],
        wrote: &["書きました", "書いた", "のメール"],
        from: &["差出人", "送信者", "送信元", "発信者"],
        sent_or_subject: &["送信日時", "送信日", "日付", "日時", "件名"],
    },
    // ko
    Language {
        begins: &[
            "원본 메시지",
            "원본 메일",
            "원본메일",
            "원본메시지",
            "전달된 메시지",
            "전달된 메일",
            "전달 메시지",
            "전달한 메시지",
            "전달된 메시지 시작",
        ],
        wrote: &["작성", "작성함", "씀", "쓴 글", "작성했습니다"],
        from: &["보낸 사람", "보낸사람", "발신"],
        sent_or_subject: &["보낸 날짜", "보낸날짜", "보낸 시간", "날짜", "제목"],
    },
    // tr
    Language {
        begins: &[
            "Özgün İleti",
            "Orijinal İleti",
            "Orijinal Mesaj",
            "Orjinal Mesaj",
            "İletilen ileti",
            "İletilen mesaj",
            "İletilmiş mesaj",
            "Yönlendirilmiş mesaj",
            "İletilen ileti başlangıcı",
        ],
        wrote: &["yazdı", "şunu yazdı", "şunları yazdı"],
        from: &["Kimden", "Gönderen"],
        sent_or_subject: &["Gönderildi", "Gönderme Tarihi", "Gönderilme", "Tarih", "Konu"],
    },
    // vi
    Language {
        begins: &[
            "Thư gốc",
            "Tin nhắn gốc",
            "Thư ban đầu",
            "Thư đã chuyển tiếp",
            "Thư được chuyển tiếp",
            "Thư chuyển tiếp",
            "Tin nhắn đã chuyển tiếp",
            "Bắt đầu thư được chuyển tiếp",
        ],
        wrote: &["đã viết", "viết"],
        from: &["Từ", "Người gửi"],
        sent_or_subject: &["Đã gửi", "Gửi", "Ngày", "Ngày gửi", "Chủ đề", "Tiêu đề"],
    },
    // th
    Language {
        begins: &["ข้อความต้นฉบับ", "ข้อความดั้งเดิม", "ข้อความเดิม", "ข้อความที่ส่งต่อ", "จดหมายที่ส่งต่อ", "เริ่มข้อความที่ส่งต่อ"],
        wrote: &["เขียนว่า", "เขียน", "ได้เขียน"],
        from: &["จาก", "ผู้ส่ง"],
        sent_or_subject: &["ส่ง", "ส่งเมื่อ", "วันที่", "เรื่อง", "หัวเรื่อง", "หัวข้อ"],
    },
    // id, ms
    Language {
        begins: &[
            "Pesan Asli",
            "Pesan asal",
            "Mesej asal",
            "Pesan terusan",
            "Pesan yang diteruskan",
            "Pesan diteruskan",
            "Mulai pesan yang diteruskan",
            "Mesej yang dikirim semula",
        ],
        wrote: &["menulis"],
        from: &["Dari", "Daripada", "Pengirim"],
        sent_or_subject: &["Dikirim", "Terkirim", "Dihantar", "Tanggal", "Tarikh", "Subjek", "Perihal"],
    },
    // he, ar, hi
    Language {
        begins: &[
            "הודעה מקורית",
            "הודעה שהועברה",
            "הודעה מועברת",
            "الرسالة الأصلية",
            "رسالة أعيد توجيهها",
            "رسالة محولة",
            "मूल संदेश",
            "अग्रेषित संदेश",
        ],
        wrote: &["כתב", "כתבה", "כתב/ה", "كتب", "ने लिखा"],
        from: &["מאת", "من", "प्रेषक"],
        sent_or_subject: &["נשלח", "תאריך", "נושא", "التاريخ", "تاريخ الإرسال", "الموضوع", "दिनांक", "विषय"],
    },
];
