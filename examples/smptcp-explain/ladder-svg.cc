/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "ladder.h"

#include <sstream>

namespace smptcp_explain
{

namespace
{

constexpr std::size_t DETAIL_WIDTH = 110;
constexpr int WIDTH = 1180;     //!< Of the picture, as all lengths in pixels
constexpr int LINE = 15;        //!< Between lines of text
constexpr int GAP = 7;          //!< Between segments
constexpr int X_FRAME = 56;     //!< Right edge of frame numbers
constexpr int X_TIME = 136;     //!< Right edge of times
constexpr int X_A = 160;        //!< Line of A
constexpr int X_B = 330;        //!< Line of B
constexpr int X_TEXT = 350;     //!< Words

std::string
Escaped(const std::string& text)
{
    std::string escaped;
    for (char c : text)
    {
        escaped += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : std::string(1, c);
    }
    return escaped;
}

/// The body of the picture, growing downwards
class Picture
{
  public:
    explicit Picture(const LadderSetting& setting)
        : m_setting(setting)
    {
    }

    void Text(int x, const std::string& words, const std::string& style = "")
    {
        m_body << "<text x=\"" << x << "\" y=\"" << m_y << "\"" << (style.empty() ? "" : " class=\"" + style + "\"")
               << ">" << Escaped(words) << "</text>\n";
    }

    void Down(int pixels)
    {
        m_y += pixels;
    }

    void Arrow(const Event& event, const std::string& style)
    {
        int y = m_y - 4;
        int from = event.side == SIDE_A ? X_A : X_B;
        int to = event.side == SIDE_A ? X_B - 1 : X_A + 1;
        int tip = event.side == SIDE_A ? -8 : 8;
        m_body << "<line x1=\"" << from << "\" y1=\"" << y << "\" x2=\"" << to << "\" y2=\"" << y << "\" class=\""
               << style << "\"/>\n<path d=\"M" << to + tip << " " << y - 4 << " L" << to << " " << y << " L" << to + tip
               << " " << y + 4 << "\" class=\"" << style << "\"/>\n";
        int middle = (X_A + X_B) / 2;
        m_body << "<rect x=\"" << middle - 9 << "\" y=\"" << y - 7 << "\" width=\"18\" height=\"14\" class=\"back\"/>\n"
               << "<text x=\"" << middle << "\" y=\"" << y + 4 << "\" class=\"middle\">" << event.subflow
               << "</text>\n";
    }

    void Tell(const Event& event)
    {
        bool bad = event.mac == MacVerdict::WRONG || event.mac == MacVerdict::MISSING || event.kind == EventKind::FAULT;
        std::string style = bad                                ? "bad"
                            : event.mac == MacVerdict::RIGHT   ? "good"
                            : event.mac == MacVerdict::UNKNOWN ? "unknown"
                                                               : "open";
        Text(X_FRAME, std::to_string(event.number), "right");
        Text(X_TIME, SecondsText(event.timeNs, m_setting.zeroNs), "right");
        Arrow(event, style);
        Text(X_TEXT, event.headline + (event.macWords.empty() ? "" : "  [" + event.macWords + "]"), "head " + style);
        Down(LINE);
        for (const std::string& line : DetailLines(event, DETAIL_WIDTH))
        {
            Text(X_TEXT + 12, line);
            Down(LINE);
        }
        Down(GAP);
    }

    void Tell(const Connection& connection, std::size_t number)
    {
        std::string style = "title";
        for (const std::string& line : SummaryLines(connection, number))
        {
            Text(16, line, style);
            style.clear();
            Down(LINE);
        }
        Down(LINE);
        Text(X_A, "A", "middle head");
        Text(X_B, "B", "middle head");
        int top = m_y + 6;
        Down(2 * LINE);
        for (const Row& row : Select(connection, m_setting.selection))
        {
            if (row.event)
            {
                Tell(*row.event);
                continue;
            }
            Text(X_TEXT, row.Omission(), "quiet");
            Down(LINE + GAP);
        }
        for (int x : {X_A, X_B})
        {
            m_body << "<line x1=\"" << x << "\" y1=\"" << top << "\" x2=\"" << x << "\" y2=\"" << m_y
                   << "\" class=\"life\"/>\n";
        }
        Down(2 * LINE);
    }

    void Write(std::ostream& out) const
    {
        out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" << WIDTH
            << "\" height=\"" << m_y << "\" viewBox=\"0 0 " << WIDTH << " " << m_y << "\">\n"
            << "<style>text{font:12px monospace;fill:#222;white-space:pre}line,path{fill:none;stroke-width:1.4}\n"
               ".right{text-anchor:end;fill:#666}.middle{text-anchor:middle}.head{font-weight:bold}\n"
               ".title{font-size:15px;font-weight:bold}.quiet{fill:#777;font-style:italic}.back{fill:#fff}\n"
               "line.life{stroke:#999}line.open,path.open{stroke:#444}line.good,path.good{stroke:#1a7f37}\n"
               "line.bad,path.bad{stroke:#c00;stroke-width:2.4}line.unknown,path.unknown{stroke:#9a6700}\n"
               "text.good{fill:#1a7f37}text.bad{fill:#c00}text.unknown{fill:#9a6700}</style>\n"
            << "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
            << m_body.str() << "</svg>\n";
    }

  private:
    const LadderSetting& m_setting; //!< What to show
    std::ostringstream m_body;      //!< Elements so far
    int m_y{24};                    //!< Base line of the next text
};

} // namespace

void
WriteSvg(std::ostream& out, const Conversations& conversations, const LadderSetting& setting)
{
    Picture picture(setting);
    std::size_t number = 0;
    for (const Connection& connection : conversations.connections)
    {
        ++number;
        if (setting.selection.connection == 0 || setting.selection.connection == number)
        {
            picture.Tell(connection, number);
        }
    }
    for (const std::string& stray : conversations.strays)
    {
        picture.Text(16, stray, "bad");
        picture.Down(LINE);
    }
    picture.Write(out);
}

} // namespace smptcp_explain
