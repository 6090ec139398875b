/** Debian's update-exim4.conf.conf: an internet site with these domains, which listens on these addresses. */
export function debconf(split: boolean, domains: string, interfaces: string): string {
  return `dc_eximconfig_configtype='internet'
dc_other_hostnames='${domains}'
dc_local_interfaces='${interfaces}'
dc_readhost=''
dc_relay_domains=''
dc_minimaldns='false'
dc_relay_nets=''
dc_smarthost=''
CFILEMODE='644'
dc_use_split_config='${split}'
dc_hide_mailname=''
dc_mailname_in_oh='true'
dc_localdelivery='mail_spool'
ue4c_keepcomments='yes'
`;
}
